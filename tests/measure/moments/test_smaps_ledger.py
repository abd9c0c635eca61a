"""The ledger of a moment: whose each resident byte is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorded import read
from sparsemem.allocators.glibc import MallocInfo
from sparsemem.allocators.pymalloc import PymallocStats
from sparsemem.measure.moments.smaps_ledger import THREAD_HEAP_BYTES, Counted, account, sort_mappings
from sparsemem.model import Ledger
from sparsemem.procfs import Mapping, parse_smaps
from sparsemem.units import MB

NO_MALLOC = MallocInfo(arenas=1, system_bytes=0, free_bytes=0, mapped_bytes=0)
NO_PYTHON = PymallocStats(0, 0, 0, 0, 0, 0)
HEAP_AT = 16 * THREAD_HEAP_BYTES


def mapping(size: int, path: str = "", *, at: int = 0x1000, **fields: object) -> Mapping:
    """A mapping of `size` bytes that is wholly resident and anonymous, but for what `fields` say."""
    plain = Mapping(at, at + size, "rw-p", "00:00", 0, path, size, size, 0)
    return replace(plain, **fields)  # type: ignore[arg-type]


def mapped_file(size: int, path: str = "/usr/lib/libz.so", private: int = 0, device: str = "fe:00") -> Mapping:
    """A mapped file, `private` bytes of which are private copies."""
    return mapping(size, path, inode=7, device=device, anonymous_bytes=private)


def thread_heap(used: int, at: int = HEAP_AT) -> list[Mapping]:
    """A heap of one of malloc's thread arenas, and the rest of its 64 MiB."""
    rest = mapping(THREAD_HEAP_BYTES - used, at=at + used, permissions="---p", rss_bytes=0, anonymous_bytes=0)
    return [mapping(used, at=at), rest]


def ledger(
    *mappings: Mapping,
    python: PymallocStats | None = NO_PYTHON,
    malloc: MallocInfo | None = NO_MALLOC,
    pool: int | None = 0,
    tmpfs: frozenset[str] = frozenset(),
) -> Ledger:
    """The account of these mappings."""
    return account(list(mappings), Counted(python, malloc, {"pool": pool} if pool != 0 else {}, tmpfs))


def known(found: Ledger) -> dict[str, int]:
    """The parts that are neither unknown nor nothing."""
    return {name.removesuffix("_bytes"): size for name, size in found.parts() if size}


def test_no_mapping_no_byte() -> None:
    assert known(ledger()) == {}
    assert ledger().total_bytes == 0


def test_the_brk_heap_is_malloc_s_live_and_free() -> None:
    malloc = MallocInfo(1, system_bytes=10 * MB, free_bytes=4 * MB, mapped_bytes=0)
    assert known(ledger(mapping(10 * MB, "[heap]"), malloc=malloc)) == {"malloc_live": 6 * MB, "malloc_free": 4 * MB}


def test_free_chunks_whose_pages_were_trimmed_are_not_resident_and_not_counted() -> None:
    malloc = MallocInfo(1, system_bytes=500 * MB, free_bytes=470 * MB, mapped_bytes=0)
    trimmed = mapping(500 * MB, "[heap]", rss_bytes=32 * MB, anonymous_bytes=32 * MB)
    assert known(ledger(trimmed, malloc=malloc)) == {"malloc_live": 30 * MB, "malloc_free": 2 * MB}


def test_live_chunks_that_were_never_touched_are_at_most_what_is_resident() -> None:
    malloc = MallocInfo(1, system_bytes=100 * MB, free_bytes=0, mapped_bytes=300 * MB)
    found = ledger(mapping(100 * MB, "[heap]", rss_bytes=5 * MB, anonymous_bytes=5 * MB), malloc=malloc)
    assert known(found) == {"malloc_live": 5 * MB}


def test_heaps_of_thread_arenas_are_malloc_s() -> None:
    heaps = [*thread_heap(3 * MB), *thread_heap(5 * MB, HEAP_AT + 4 * THREAD_HEAP_BYTES)]
    malloc = MallocInfo(3, system_bytes=8 * MB, free_bytes=7 * MB, mapped_bytes=0)
    assert sort_mappings(heaps, frozenset()).heap == 8 * MB
    assert known(ledger(*heaps, malloc=malloc)) == {"malloc_live": 1 * MB, "malloc_free": 7 * MB}


@pytest.mark.parametrize(
    "mappings",
    [
        thread_heap(3 * MB)[:1],
        thread_heap(3 * MB, HEAP_AT + 4096),
        [thread_heap(3 * MB)[0], replace(thread_heap(3 * MB)[1], permissions="rw-p")],
        [thread_heap(3 * MB)[0], replace(thread_heap(3 * MB)[1], start=HEAP_AT + 4 * MB)],
        [replace(thread_heap(3 * MB)[0], inode=5), thread_heap(3 * MB)[1]],
    ],
    ids=["no rest", "not aligned", "rest is writable", "rest does not follow", "a file"],
)
def test_what_only_looks_like_a_thread_heap_is_none(mappings: list[Mapping]) -> None:
    assert sort_mappings(mappings, frozenset()).heap == 0


def test_heaps_that_merged_with_another_mapping_are_found_by_their_size() -> None:
    malloc = MallocInfo(2, system_bytes=8 * MB, free_bytes=5 * MB, mapped_bytes=0)
    found = ledger(mapping(20 * MB), malloc=malloc)
    assert known(found) == {"malloc_live": 3 * MB, "malloc_free": 5 * MB, "unattributed": 12 * MB}


def test_arenas_are_shared_out_before_mapped_chunks_and_pools() -> None:
    python = PymallocStats(
        8, MB, live_bytes=2 * MB, free_blocks_bytes=3 * MB, free_pools_bytes=MB, overhead_bytes=2 * MB
    )
    malloc = MallocInfo(1, system_bytes=0, free_bytes=0, mapped_bytes=4 * MB)
    assert known(ledger(mapping(20 * MB), python=python, malloc=malloc, pool=5 * MB)) == {
        "python_live": 2 * MB,
        "python_free_blocks": 3 * MB,
        "python_free_pools": 1 * MB,
        "python_overhead": 2 * MB,
        "malloc_live": 4 * MB,
        "pool_live": 5 * MB,
        "unattributed": 3 * MB,
    }


def test_pools_of_an_arena_that_were_never_touched_are_not_resident() -> None:
    python = PymallocStats(4, MB, live_bytes=MB, free_blocks_bytes=MB, free_pools_bytes=2 * MB, overhead_bytes=0)
    found = known(ledger(mapping(4 * MB, rss_bytes=5 * MB // 2), python=python))
    assert found == {"python_live": MB, "python_free_blocks": MB, "python_free_pools": MB // 2}


def test_an_allocator_that_tells_nothing_leaves_its_parts_unknown_and_its_bytes_unattributed() -> None:
    found = ledger(mapping(3 * MB, "[heap]"), mapping(4 * MB), python=None, malloc=None, pool=None)
    assert (found.python_live_bytes, found.malloc_free_bytes, found.pool_live_bytes) == (None, None, None)
    assert (found.pool_free_bytes, found.live_bytes, found.python_free_bytes) == (None, None, None)
    assert known(found) == {"unattributed": 7 * MB}


def test_a_pool_in_use_has_free_memory_that_only_a_release_can_tell() -> None:
    assert ledger(mapping(MB), pool=1).pool_free_bytes is None
    assert ledger(mapping(MB), pool=0).pool_free_bytes == 0


@pytest.mark.parametrize(
    ("backing", "part"),
    [
        (mapped_file(MB), "file"),
        (mapped_file(MB, private=MB), "library_data"),
        (mapped_file(MB, "/memfd:x (deleted)", device="00:01"), "shared"),
        (mapped_file(MB, "/dev/zero (deleted)", device="00:01"), "shared"),
        (mapped_file(MB, "/SYSV00000000 (deleted)", device="00:09"), "shared"),
        (mapped_file(MB, "/dev/shm/frames", device="00:44"), "shared"),
        (mapped_file(MB, "/run/cache/frames", device="00:1b"), "shared"),
        (mapped_file(MB, "/run/cache/frames", device="00:1c"), "file"),
        (mapping(MB, "[stack]"), "stack"),
        (mapping(MB, "[vdso]"), "file"),
        (mapping(MB, "[vvar]"), "file"),
        (mapping(MB, "[anon: arena]"), "unattributed"),
        (mapping(MB), "unattributed"),
    ],
)
def test_each_kind_of_mapping_has_its_part(backing: Mapping, part: str) -> None:
    assert known(ledger(backing, tmpfs=frozenset({"00:1b"}))) == {part: MB}


def test_a_file_with_private_copies_is_shared_out_between_two_parts() -> None:
    assert known(ledger(mapped_file(3 * MB, private=MB))) == {"library_data": MB, "file": 2 * MB}


def test_a_real_process_is_accounted_for() -> None:
    mappings = parse_smaps(read("proc/smaps"))
    found = account(mappings, Counted(NO_PYTHON, NO_MALLOC, {}, frozenset({"00:1b"})))
    assert found.total_bytes == sum(m.rss_bytes for m in mappings)
    assert found.shared_bytes == 1516 << 10
    assert found.malloc_free_bytes == sum(
        m.rss_bytes for m in mappings if m.path == "[heap]" or m.start == 0x7FAE04000000
    )


PAGES = st.integers(0, 50).map(lambda pages: pages * 4096)
SIZES = st.integers(0, 300 * 4096)


@st.composite
def any_mappings(draw: st.DrawFn) -> list[Mapping]:
    """Mappings one after the other, with gaps or without, some of them at places where thread heaps begin."""
    found, place = [], 0x1000
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.sampled_from([place, place + 8192, -(-place // THREAD_HEAP_BYTES) * THREAD_HEAP_BYTES]))
        size = draw(st.sampled_from([4096, 40 * 4096, THREAD_HEAP_BYTES - 4096]))
        rss = min(draw(PAGES), size)
        inode = draw(st.sampled_from([0, 7]))
        found.append(
            Mapping(
                place,
                place + size,
                draw(st.sampled_from(["rw-p", "---p", "r--s"])),
                draw(st.sampled_from(["00:00", "00:01", "00:1b"])),
                inode,
                draw(st.sampled_from(["", "[heap]", "[stack]", "[vdso]", "/memfd:x", "/lib/a.so"])),
                rss,
                min(draw(PAGES), rss),
                draw(PAGES),
            )
        )
        place += size
    return found


@given(
    any_mappings(),
    st.none() | st.builds(PymallocStats, *[SIZES] * 6),
    st.none() | st.builds(MallocInfo, *[SIZES] * 4),
    st.none() | SIZES,
)
def test_no_part_is_ever_negative_and_all_add_up_to_the_rss(
    mappings: list[Mapping], python: PymallocStats | None, malloc: MallocInfo | None, pool: int | None
) -> None:
    found = account(mappings, Counted(python, malloc, {"pool": pool}, frozenset({"00:1b"})))
    assert found.total_bytes == sum(m.rss_bytes for m in mappings)
    assert min(size for _, size in found.parts() if size is not None) >= 0


@given(any_mappings(), SIZES, SIZES, SIZES)
def test_live_parts_are_at_most_what_the_allocators_count(
    mappings: list[Mapping], python_live: int, malloc_live: int, pool: int
) -> None:
    python = PymallocStats(1, python_live, python_live, 0, 0, 0)
    malloc = MallocInfo(1, system_bytes=malloc_live, free_bytes=0, mapped_bytes=0)
    found = account(mappings, Counted(python, malloc, {"pool": pool}))
    assert (found.python_live_bytes or 0) <= python_live
    assert (found.malloc_live_bytes or 0) <= malloc_live
    assert (found.pool_live_bytes or 0) <= pool
