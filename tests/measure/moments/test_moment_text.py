"""A moment from the text that the probe posted and the texts of the kernel."""

import os

from hypothesis import given
from hypothesis import strategies as st

from recorded import damaged, read
from sparsemem.measure.moments.look import KernelView, read_kernel_view
from sparsemem.measure.moments.moment_text import moment_of
from sparsemem.measure.moments.posted_text import Post, parse_about, parse_post
from sparsemem.model import Moment
from sparsemem.outside import read_ledger
from sparsemem.probe.layout import SECTION
from sparsemem.procfs import parse_smaps

SMAPS = read("proc/smaps")
MOUNTS = "25 24 0:27 / /dev/shm rw - tmpfs tmpfs rw\n"
POSTED = (
    f"{SECTION}moment\nend\n{SECTION}pools\n\n"
    f"{SECTION}pymalloc\n\n{read('pymalloc/3.12.txt')}{SECTION}malloc_info\n\n{read('malloc_info/one_arena.xml')}"
)


def moment(text: str = POSTED, smaps: str = SMAPS, allocator: str | None = "pymalloc") -> Moment:
    """The moment of a posted text and of the recorded process."""
    about = {"allocator": allocator} if allocator else {}
    return moment_of(parse_post(text), KernelView(smaps, read("proc/status"), MOUNTS), None, about)


def test_a_posted_text_is_its_sections() -> None:
    post = parse_post(f"{SECTION}moment\nstart\n{SECTION}about\nlibc glibc 2.36\nallocator \n{SECTION}pools\n\n")
    assert post == Post("start", {"moment": "start", "about": "libc glibc 2.36\nallocator ", "pools": ""})
    assert parse_about(post.sections["about"]) == {"libc": "glibc 2.36"}


def test_a_text_without_sections_is_no_moment() -> None:
    assert parse_post("") == Post("", {})
    assert parse_post("hello") == Post("", {})


def test_rss_is_the_sum_over_the_mappings_of_one_text() -> None:
    found = moment()
    assert found.rss_bytes == sum(mapping.rss_bytes for mapping in parse_smaps(SMAPS))
    assert found.ledger is not None
    assert found.ledger.total_bytes == found.rss_bytes
    assert found.ledger.shared_bytes == 1516 << 10


def test_what_the_allocators_count_is_kept_beside_what_is_resident() -> None:
    found = moment()
    assert found.allocated.python_bytes == 1_010_928
    assert found.allocated.malloc_bytes == 946_176 - 114_416 + 401_408
    assert found.allocated.pool_bytes == 0


def test_the_gap_is_the_anonymous_memory_less_the_live_heap() -> None:
    found = moment()
    assert found.live_bytes is not None
    assert found.anonymous_bytes is not None
    assert found.gap_bytes == found.anonymous_bytes - found.live_bytes > 0


def test_an_allocator_that_has_no_pymalloc_holds_nothing_in_it() -> None:
    text = POSTED.replace("arenas allocated", "").replace("bytes/arena", "")
    assert moment(text, allocator="malloc").allocated.python_bytes == 0
    assert moment(text, allocator="malloc_debug").live_bytes is not None


def test_an_allocator_that_tells_nothing_leaves_the_live_heap_unknown() -> None:
    text = f"{SECTION}moment\nend\n{SECTION}pymalloc\n\n{read('pymalloc/3.13-mimalloc.txt')}"
    for allocator in ("mimalloc", None):
        found = moment(text, allocator=allocator)
        assert (found.allocated.python_bytes, found.live_bytes, found.gap_bytes) == (None, None, None)
        assert found.rss_bytes == moment().rss_bytes


def test_pymalloc_that_tells_nothing_while_it_is_traced_is_read_from_outside() -> None:
    text, own = POSTED.replace("pymalloc", "none", 1), os.getpid()
    view = read_kernel_view(own)
    assert view is not None
    seen = moment_of(parse_post(text), view, read_ledger(own), {"allocator": "pymalloc"})
    assert seen.ledger is not None
    assert (seen.ledger.python_live_bytes or 0) > 1_000_000
    assert seen.allocated.python_bytes is not None
    assert seen.live_bytes is not None


def test_a_text_that_was_cut_off_is_known_as_far_as_it_goes() -> None:
    for end in range(0, len(POSTED), 97):
        found = moment(POSTED[:end])
        assert found.rss_bytes == moment().rss_bytes
        assert found.allocated.python_bytes in (None, 1_010_928)
        assert found.ledger is not None
        assert found.ledger.total_bytes == found.rss_bytes


@given(damaged(POSTED), st.sampled_from([SMAPS, SMAPS[: len(SMAPS) // 2], ""]))
def test_no_posted_text_breaks_a_ledger(text: str, smaps: str) -> None:
    found = moment(text, smaps)
    assert found.ledger is not None
    assert found.ledger.total_bytes == found.rss_bytes
    assert min(size for _, size in found.ledger.parts() if size is not None) >= 0


def test_the_kernel_s_view_of_this_process_and_of_none() -> None:
    view = read_kernel_view(os.getpid())
    assert view is not None
    assert sum(mapping.rss_bytes for mapping in parse_smaps(view.smaps)) > 0
    assert read_kernel_view(2**22 + 1) is None


STAND_IN = (
    f"{SECTION}moment\nend\n{SECTION}pools\n\n{SECTION}pymalloc\n\n{read('pymalloc/3.12.txt')}"
    f"{SECTION}malloc\nstats.allocated 500000\nstats.resident 900000"
)


def test_an_allocator_in_malloc_s_place_is_taken_at_its_word() -> None:
    view = KernelView(SMAPS, read("proc/status"), MOUNTS)
    found = moment_of(parse_post(STAND_IN), view, None, {"allocator": "pymalloc", "malloc": "jemalloc"})
    assert found.ledger is not None
    assert found.allocated.malloc_bytes == 500_000
    assert (found.ledger.malloc_live_bytes or 0) <= 500_000
    assert (found.ledger.malloc_live_bytes or 0) + (found.ledger.malloc_free_bytes or 0) <= 900_000
    assert found.ledger.total_bytes == found.rss_bytes


def test_one_that_does_not_tell_what_is_in_use_leaves_malloc_unknown() -> None:
    text = STAND_IN.replace("stats.allocated 500000\nstats.resident 900000", "current_commit 900000")
    view = KernelView(SMAPS, read("proc/status"), MOUNTS)
    for malloc in ("mimalloc", "unheard_of"):
        found = moment_of(parse_post(text), view, None, {"allocator": "pymalloc", "malloc": malloc})
        assert found.ledger is not None
        assert (found.allocated.malloc_bytes, found.ledger.malloc_live_bytes, found.live_bytes) == (None, None, None)
        assert found.ledger.total_bytes == found.rss_bytes
