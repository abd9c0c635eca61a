"""What no reader took, at, just under and just over the bounds of its rules."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sparsemem.model import Allocated
from sparsemem.outside.ledger.glibc_share import MallocReading
from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.ledger.ledger_balance import balance, make_moment
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Ranges, find_regions
from sparsemem.outside.memory.residency import PAGE, read_residency
from sparsemem.outside.memory.runtime_identity import Identity
from sparsemem.procfs import Mapping
from tests.outside.buffer_memory import BufferMemory

IDENTITY = Identity("3.12", "glibc", "glibc", "pymalloc", ())
BASE, MB = 0x7F0000000000, 1 << 20


class _AllPresent:
    def entries(self, start: int, end: int) -> NDArray[np.uint64]:
        return np.full((end - start) // PAGE, 1 << 63 | 1 << 56, np.uint64)


def _mapping(start: int, size: int, path: str = "", rss: int | None = None, private: int | None = None) -> Mapping:
    inode, device = (7, "08:01") if path.startswith("/") else (0, "00:00")
    resident = size if rss is None else rss
    anonymous = (0 if inode else resident) if private is None else private
    return Mapping(start, start + size, "rw-p", device, inode, path, resident, anonymous, 0)


def _parts(*mappings: Mapping, taken: int = 0) -> dict[str, int]:
    """The parts that are not 0, with `taken` bytes of the first region found to be malloc's."""
    source = Source(BufferMemory({}), _AllPresent(), mappings, frozenset({"00:1a"}))
    regions = find_regions(mappings)
    tally = LedgerAccumulator(read_residency(source.pagemap, regions))
    if taken:
        tally.add(np.array([regions[0].start], np.uint64), malloc_live_bytes=np.array([taken]))
    return {part: size for part, size in balance(source, regions, tally, IDENTITY).parts.items() if size}


def test_what_nobody_took_is_unattributed() -> None:
    assert _parts(_mapping(BASE, MB), taken=MB // 4) == {
        "malloc_live_bytes": MB // 4,
        "unattributed_bytes": MB - MB // 4,
    }


@pytest.mark.parametrize(("size", "part"), [(8 * MB, "library_data_bytes"), (8 * MB + PAGE, "unattributed_bytes")])
def test_what_follows_a_library_is_its_bss_up_to_a_bound(size: int, part: str) -> None:
    assert _parts(_mapping(BASE - PAGE, PAGE, "/lib/a.so", rss=0), _mapping(BASE, size)) == {part: size}


def test_files_are_private_pages_and_pages_that_can_be_dropped() -> None:
    assert _parts(_mapping(BASE, MB, "/lib/a.so", private=PAGE)) == {
        "library_data_bytes": PAGE,
        "file_bytes": MB - PAGE,
    }


def test_the_kernels_own_pages_and_the_main_stack() -> None:
    assert _parts(_mapping(BASE, PAGE, "[vdso]", private=0)) == {"file_bytes": PAGE}
    assert _parts(_mapping(BASE, PAGE, "[stack]")) == {"stack_bytes": PAGE}


def test_memory_that_no_disk_is_behind() -> None:
    assert _parts(_mapping(BASE, MB, "/dev/shm/a")) == {"shared_bytes": MB}


def test_a_region_that_shrank_loses_of_all_parts_alike() -> None:
    assert _parts(_mapping(BASE, MB, rss=MB // 2), taken=MB) == {"malloc_live_bytes": MB // 2}


def test_a_region_that_grew_gains_in_all_parts_alike() -> None:
    mapping = Mapping(BASE, BASE + MB, "rw-p", "00:00", 0, "", 2 * MB, 2 * MB, 0)
    assert _parts(mapping, taken=MB) == {"malloc_live_bytes": 2 * MB}


@pytest.mark.parametrize(
    ("lost", "sampled", "estimated"),
    [
        (0, False, ()),
        (MB, False, ()),
        (MB + 1, False, ("malloc_live_bytes", "malloc_free_bytes")),
        (0, True, ("malloc_live_bytes", "malloc_free_bytes")),
    ],
)
def test_what_moved_or_was_sampled_is_estimated(lost: int, sampled: bool, estimated: tuple[str, ...]) -> None:
    source = Source(BufferMemory({}), _AllPresent(), [_mapping(BASE, 100 * MB)], frozenset())
    regions = find_regions(source.mappings)
    closed = balance(source, regions, LedgerAccumulator(read_residency(source.pagemap, regions)), IDENTITY)
    malloc = MallocReading(0, None, lost, sampled)
    moment = make_moment(source, closed, Allocated(None, None, None), malloc)
    assert moment.estimated == estimated
    assert moment.rss_bytes == moment.anonymous_bytes == 100 * MB


def test_pages_are_claimed_once() -> None:
    regions = find_regions([_mapping(BASE, 4 * PAGE), _mapping(BASE + 8 * PAGE, PAGE)])
    claims = Claims(read_residency(_AllPresent(), regions))
    claims.take(Ranges.of([(BASE + PAGE, BASE + 3 * PAGE - 1), (BASE + 8 * PAGE, BASE + 99 * PAGE), (5, 9)]))
    pages, ends = claims.free_pages()
    assert pages.tolist() == [BASE, BASE + 3 * PAGE]
    assert ends.tolist() == [BASE + 4 * PAGE] * 2
