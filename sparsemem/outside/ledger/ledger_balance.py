"""The balance of the ledger: what no reader claimed gets its part, so that all parts add up to the RSS."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from sparsemem.model import Allocated, Ledger, Moment
from sparsemem.outside.ledger.glibc_share import MallocReading
from sparsemem.outside.ledger.ledger_accumulator import PARTS, LedgerAccumulator
from sparsemem.outside.memory.library_allocators import Carriers, find_carriers
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Region
from sparsemem.outside.memory.runtime_identity import Identity
from sparsemem.procfs import Mapping

_PYTHON_PARTS = tuple(part for part in PARTS if part.startswith("python_"))
_LARGEST_BSS = 8 << 20
"""What follows a library's file at once is its .bss as far as no reader claims it; more than this never is."""
_UNTOLD = 0.05
"""Of what is live in the pools of libraries: where more was told by no reader, how much of it is free is unknown."""


@dataclass(frozen=True, slots=True)
class BalancedLedger:
    """Resident bytes by part of the ledger; all parts together are the RSS of all mappings."""

    parts: dict[str, int]
    foreign: tuple[tuple[str, int], ...]
    """Allocators of libraries, by name, and what they hold; the largest first."""
    identity: Identity
    untold_bytes: int
    """Of the pools of libraries, what no reader told: live or free."""


def balance(source: Source, regions: list[Region], ledger: LedgerAccumulator, identity: Identity) -> BalancedLedger:
    """Gives what no reader took to the part where it belongs, region by region and mapping by mapping.

    What the allocator in malloc's place holds, or mimalloc in that of Python's own, is named as foreign; live or
    free, it stays unattributed.
    """
    parts, foreign, untold = Counter[str](), Counter[str](), 0
    carriers = find_carriers(source.mappings)
    own = {identity.malloc, identity.python_allocator}
    found = ledger.of_regions(regions)
    parts.update({part: int(sizes.sum()) for part, sizes in found.items()})
    told = sum(found.values(), np.zeros(len(regions), np.int64)).tolist()
    for region, told_bytes in zip(regions, told, strict=True):
        left = region.rss_bytes - told_bytes
        part, name = _leftover(region, left, carriers)
        part = "unattributed_bytes" if name in own else part
        parts[part] += left
        if name is not None:
            foreign[name] += left
            untold += left if part == "pool_live_bytes" else 0
    for mapping in source.mappings:
        if not mapping.is_heap:
            for part, size in _outside_heaps(mapping, source.tmpfs_devices):
                parts[part] += size
    return BalancedLedger({part: parts[part] for part in PARTS}, tuple(foreign.most_common()), identity, untold)


def _leftover(region: Region, left_bytes: int, carriers: Carriers) -> tuple[str, str | None]:
    """The part that a region's unexplained bytes belong to, and the allocator where it is a library's."""
    if region.library and left_bytes <= _LARGEST_BSS:
        return "library_data_bytes", None
    name = carriers.name_of(region, left_bytes)
    return ("pool_live_bytes", name) if name is not None else ("unattributed_bytes", None)


def _outside_heaps(mapping: Mapping, tmpfs_devices: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """A mapping that is no allocator's: of a file, shared, the main stack, or the kernel's own ([vdso])."""
    private, rest = mapping.anonymous_bytes, mapping.rss_bytes - mapping.anonymous_bytes
    if mapping.path == "[stack]":
        return (("stack_bytes", mapping.rss_bytes),)
    if mapping.is_shared_memory(tmpfs_devices):
        return ("library_data_bytes", private), ("shared_bytes", rest)
    return ("library_data_bytes" if mapping.is_file else "unattributed_bytes", private), ("file_bytes", rest)


def make_moment(
    source: Source, balanced: BalancedLedger, allocated: Allocated, malloc: MallocReading | None
) -> Moment:
    """The moment of the mappings; malloc's parts are estimated where some of it went away, or was not walked.

    How much of a library's pool is free cannot be told from outside unless it is mimalloc's or jemalloc's, and
    nothing at all of another malloc.
    """
    parts = dict[str, int | None](balanced.parts)
    parts |= dict.fromkeys(() if malloc else ("malloc_live_bytes", "malloc_free_bytes"))
    if balanced.identity.python_version is not None and not balanced.identity.knows_python:
        parts |= dict.fromkeys(_PYTHON_PARTS)
    rss = sum(mapping.rss_bytes for mapping in source.mappings)
    estimated = []
    pools = balanced.parts["pool_live_bytes"]
    if balanced.untold_bytes > _UNTOLD * pools:
        parts |= {"pool_live_bytes": pools + balanced.parts["pool_free_bytes"], "pool_free_bytes": None}
        estimated.append("pool_live_bytes")
    if malloc and (malloc.sampled or malloc.lost_bytes * 100 > rss):
        estimated += ["malloc_live_bytes", "malloc_free_bytes"]
    return Moment(
        rss_bytes=rss,
        anonymous_bytes=sum(mapping.anonymous_bytes for mapping in source.mappings),
        swap_bytes=sum(mapping.swap_bytes for mapping in source.mappings),
        allocated=allocated,
        ledger=Ledger(**parts),
        estimated=tuple(estimated),
        huge_bytes=sum(mapping.huge_bytes for mapping in source.mappings),
    )
