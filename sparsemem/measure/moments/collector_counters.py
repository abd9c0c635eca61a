"""The counters of a process's cyclic collector, where they are, and what reads them.

A reading is of 240 bytes, and takes a fraction of a millisecond; only the search for their place takes longer, once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sparsemem.errors import InputError

if TYPE_CHECKING:
    from sparsemem.outside.memory.memory_access import Memory


class Counters(NamedTuple):
    """By generation, the youngest first."""

    collections: tuple[int, ...]
    collected: tuple[int, ...]
    """Objects that they freed."""
    enabled: bool = True
    """Whether the collector is on."""
    is_collecting: bool = False
    """Whether it is at work."""


Reader = Callable[[], Counters | None]
"""Reads the counters of a process; None where they are gone."""


def fork_counters(reader: Reader | None, pid: int) -> Reader | None:
    """What reads those of process `pid`, a fork of the one of `reader`, without a search: the place is the same."""
    if not isinstance(reader, _CounterReader):
        return None
    from sparsemem.outside.memory.live_process import open_memory  # noqa: PLC0415

    try:
        return replace(reader, memory=open_memory(pid, shares_pages=True))
    except (InputError, OSError):
        return None


def find_counters(pid: int) -> Reader | None:
    """What reads the counters of a process's cyclic collector; None where they are not found."""
    from sparsemem.outside import open_source  # noqa: PLC0415
    from sparsemem.outside.garbage.collector_search import find_collector  # noqa: PLC0415
    from sparsemem.outside.memory.runtime_identity import Found, identify  # noqa: PLC0415

    try:
        source = open_source(pid)
        version = identify(source.mappings, Found()).python_version
        address = find_collector(source, version)
    except (InputError, OSError):
        return None
    return _CounterReader(source.memory, address, version)


@dataclass(frozen=True, slots=True)
class _CounterReader:
    memory: "Memory"
    address: int | None
    version: str | None

    def __call__(self) -> Counters | None:
        from sparsemem.outside.garbage.collector_state import read_collector  # noqa: PLC0415

        try:
            state = read_collector(self.memory, self.address, self.version) if self.address is not None else None
        except (InputError, OSError):
            return None
        if state is None or state.collections is None or state.collected is None:
            return None
        return Counters(state.collections, state.collected, state.enabled, state.is_collecting)
