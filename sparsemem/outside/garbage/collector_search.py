"""Where the state of the collector lies in a process.

It is in the interpreter's data, and is found by an equation that holds nowhere else: one of its words, `generation0`,
leads to the first of its own generations. Where that holds nowhere, as in 3.14.0 to 3.14.4 with their incremental
collector, nothing is said.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

import numpy as np

from sparsemem.outside.garbage.collector_state import OFFSETS, CollectorState, read_collector
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.memory.runtime_identity import Found, identify, is_interpreter

_PRESENT = np.uint64(1 << 63)
_LARGEST = 16 << 20
"""Bytes of the interpreter's data that are looked at."""


def collector_of(source: Source) -> CollectorState | None:
    """The state of the collector of a process; None where it is not found."""
    version = identify(source.mappings, Found()).python_version
    address = find_collector(source, version)
    return None if address is None else read_collector(source.memory, address, version)


def find_collector(source: Source, version: str | None) -> int | None:
    """The address of the state, None where it is not found."""
    offsets = OFFSETS.get(version or "")
    if offsets is None:
        return None
    for start, content in _interpreter_data(source):
        at = np.arange(max(len(content) - offsets.generation0 // 8, 0))
        expected = np.uint64(start + offsets.generations) + at.astype(np.uint64) * np.uint64(8)
        for place in np.flatnonzero(content[at + offsets.generation0 // 8] == expected).tolist():
            found = read_collector(source.memory, start + place * 8, version)
            if found is not None:
                return start + place * 8
    return None


def _interpreter_data(source: Source) -> Iterator[tuple[int, Addresses]]:
    """The data of the interpreter, and what is mapped behind them; of pages that are there."""
    end = 0
    for mapping in source.mappings:
        is_own = mapping.is_file and is_interpreter(PurePosixPath(mapping.path).name)
        if "w" in mapping.permissions and (is_own or (mapping.start == end and not mapping.is_file)):
            yield mapping.start, _present(source, mapping.start, min(mapping.end, mapping.start + _LARGEST))
        end = mapping.end if is_own else 0


def _present(source: Source, start: int, end: int) -> Addresses:
    """The words of a range, 0 where no page is; reading such a page would map it."""
    there = np.flatnonzero(source.pagemap.entries(start, end) & _PRESENT)
    content = np.zeros((-(-(end - start) // PAGE), PAGE), np.uint8)
    pages = np.uint64(start) + there.astype(np.uint64) * np.uint64(PAGE)
    content[there] = source.memory.gather(pages, PAGE)[0]
    return words(content.reshape(-1))
