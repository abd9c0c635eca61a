"""Mappings and pages of a process in one pass over its page tables, in a tenth of the time of smaps and pagemap.

What that pass finds present is the RSS, mapping by mapping, as long as all mappings are plain: memory of no file, or
of a file on a disk or in memory. Where one is not, where the process has swapped, or where the kernel's own counter
of the RSS is far from the sum, smaps has to be asked.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory
from sparsemem.outside.memory.page_scan import FILE, HUGE, PageScan
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.residency import PAGE
from sparsemem.procfs import Mapping, Status, parse_devices, parse_maps, parse_memory_devices, parse_status

_PLAIN_FILES = ("/dev/shm/", "/dev/zero")
_OTHER_FILES = ("/dev/", "/sys/", "/proc/", "/anon_hugepage")
_OF_KERNEL = ("[vvar", "[vsyscall]", "[vdso]")
"""The first two are in no RSS. What is in the vdso is read-only, and is of no file."""
_PRESENT = np.uint64(1 << 63)
"""As `ProcessPagemap` says it."""
_INEXACT, _SHARE = 4 << 20, 0.02
"""How far the kernel's counter may be from what it counts, in bytes and of the RSS: it adds up what each processor
has counted, a few dozen pages at a time (`percpu_counter`)."""


def open_counted_source(pid: int, memory: Memory) -> Source | None:
    """The mappings and pages of a process, whose `memory` is read by other means; None where smaps has to be asked.

    It is not told who else has the pages. Raises OSError where the process is gone, or its maps may not be read.
    """
    folder = Path(f"/proc/{pid}")
    status = parse_status((folder / "status").read_text())
    mounts = (folder / "mountinfo").read_text(errors="replace")
    mappings = parse_maps((folder / "maps").read_text(errors="replace"))
    devices = parse_memory_devices(mounts)
    huge = parse_devices(mounts, "hugetlbfs")
    if not all(_is_plain(mapping, huge) for mapping in mappings) or _may_be_swapped(status, mappings, devices):
        return None
    try:
        rows = _scan(PageScan(pid), mappings)
    except OSError:
        return None
    counted = _counted(mappings, rows)
    rss = sum(mapping.rss_bytes for mapping in counted)
    if status.rss_bytes is None or abs(status.rss_bytes - rss) > _INEXACT + _SHARE * rss:
        return None
    return Source(memory, ScannedPagemap(rows), counted, devices)


class ScannedPagemap:
    """A `Pagemap` of what a scan found; who else has a page is not told."""

    def __init__(self, rows: NDArray[np.uint64]) -> None:
        self._starts, self._ends = rows[:, 0].tolist(), rows[:, 1].tolist()

    def entries(self, start: int, end: int) -> NDArray[np.uint64]:
        """As in `Pagemap`."""
        entries = np.zeros((end - start) // PAGE, np.uint64)
        here = slice(bisect_right(self._ends, start), bisect_left(self._starts, end))
        for first, stop in zip(self._starts[here], self._ends[here], strict=True):
            entries[max(first - start, 0) // PAGE : (stop - start) // PAGE] = _PRESENT
        return entries


def _is_plain(mapping: Mapping, huge_devices: frozenset[str]) -> bool:
    """Whether each of its pages that is present is in the RSS: not memory of a device, nor huge pages set apart."""
    path = mapping.path
    if mapping.device in huge_devices:
        return False
    if not mapping.is_file:
        return not path or path in ("[heap]", "[stack]") or path.startswith(("[anon:", *_OF_KERNEL))
    return path.startswith(_PLAIN_FILES) or (path.startswith("/") and not path.startswith(_OTHER_FILES))


def _may_be_swapped(status: Status, mappings: Sequence[Mapping], devices: frozenset[str]) -> bool:
    """Whether something of it may be in swap, of shared memory too, which the process's own sum leaves out."""
    if status.swap_bytes != 0:
        return True
    return any(mapping.is_shared_memory(devices) for mapping in mappings) and _machine_swaps()


def _machine_swaps() -> bool:
    try:
        _, *areas = Path("/proc/swaps").read_text().splitlines()
    except OSError:
        return True
    return any(area.split()[3] != "0" for area in areas)


def _scan(pages: PageScan, mappings: Sequence[Mapping]) -> NDArray[np.uint64]:
    """What is present, with a call for each run of mappings of which the same is asked."""
    found = [np.empty((0, 3), np.uint64)]
    for asked, run in groupby(mappings, _asked):
        if asked is not None:
            first, *rest = run
            found.append(pages.rows(first.start, (rest or [first])[-1].end, asked))
    return np.concatenate(found)


def _asked(mapping: Mapping) -> int | None:
    """Which categories of its pages are needed; None where none of them counts.

    A private mapping of a file has pages of the file, and copies that were written to; a shared one only the first.
    """
    if mapping.path.startswith(_OF_KERNEL):
        return None if mapping.path != "[vdso]" else FILE
    if mapping.is_file:
        return FILE if mapping.permissions[3] == "p" else 0
    return HUGE


def _counted(mappings: Sequence[Mapping], rows: NDArray[np.uint64]) -> list[Mapping]:
    """The mappings with their resident bytes."""
    starts = np.array([mapping.start for mapping in mappings], np.uint64)
    ends = np.array([mapping.end for mapping in mappings], np.uint64)
    sizes = [_within(rows, starts, ends)]
    sizes += [_within(rows[rows[:, 2] & np.uint64(category) != 0], starts, ends) for category in (FILE, HUGE)]
    return [
        mapping.counted(rss, _anonymous(mapping, rss, of_file), huge)
        for mapping, (rss, of_file, huge) in zip(mappings, np.stack(sizes, axis=1).tolist(), strict=True)
    ]


def _within(rows: NDArray[np.uint64], starts: Addresses, ends: Addresses) -> NDArray[np.int64]:
    """How many bytes of some rows lie in each mapping."""
    ranges = Ranges(rows[:, 0].copy(), rows[:, 1].copy())
    found: NDArray[np.int64] = ranges.bytes_below(ends) - ranges.bytes_below(starts)
    return found


def _anonymous(mapping: Mapping, rss_bytes: int, of_file_bytes: int) -> int:
    """Its bytes that no file backs: of a shared mapping none, which is a file's to the kernel."""
    return 0 if mapping.permissions[3] == "s" else rss_bytes - of_file_bytes
