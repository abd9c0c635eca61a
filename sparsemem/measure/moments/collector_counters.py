"""The counters of a process's cyclic collector, where they are, and what reads them.

A reading is of 240 bytes, and takes a fraction of a millisecond; only the search for their place takes longer, once.
"""

from collections.abc import Callable
from typing import NamedTuple

from sparsemem.errors import InputError


class Counters(NamedTuple):
    """By generation, the youngest first."""

    collections: tuple[int, ...]
    collected: tuple[int, ...]
    """Objects that they freed."""
    enabled: bool = True
    """Whether the collector is on."""


Reader = Callable[[], Counters | None]
"""Reads the counters of a process; None where they are gone."""


def find_counters(pid: int) -> Reader | None:
    """What reads the counters of a process's cyclic collector; None where they are not found."""
    from sparsemem.outside import open_source  # noqa: PLC0415
    from sparsemem.outside.garbage.collector_state import find_collector, read_collector  # noqa: PLC0415
    from sparsemem.outside.memory.runtime_identity import Found, identify  # noqa: PLC0415

    try:
        source = open_source(pid)
        version = identify(source.mappings, Found()).python_version
        address = find_collector(source, version)
    except (InputError, OSError):
        return None

    def read() -> Counters | None:
        try:
            state = read_collector(source.memory, address, version) if address is not None else None
        except (InputError, OSError):
            return None
        if state is None or state.collections is None or state.collected is None:
            return None
        return Counters(state.collections, state.collected, state.enabled)

    return read
