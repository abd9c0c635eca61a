"""Pointers that no name of a program is bound to: the data of libraries, and the stacks of C."""

from collections.abc import Iterator
from pathlib import PurePosixPath

import numpy as np

from sparsemem.outside.graph.bindings import INTERPRETER
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.regions import Region
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.memory.resident_windows import WINDOW, read_window
from sparsemem.outside.memory.runtime_identity import is_interpreter
from sparsemem.outside.memory.stack_ranges import find_thread_stacks
from sparsemem.outside.objects.heap_view import View
from sparsemem.procfs import Mapping

_PRESENT, _OF_FILE = np.uint64(1 << 63), np.uint64(1 << 61)
"""Bits of a pagemap entry (Documentation/admin-guide/mm/pagemap.rst): only pages of our own can hold pointers."""
ALLOCATORS = ("libc.so", "libc-", "ld-linux")
"""What these point to is what malloc has free, with whatever was in it."""
_LARGEST_BSS = 8 << 20


def read_statics(view: View) -> Iterator[tuple[str, Addresses]]:
    """The words of each library's data, with the name of the owner that it is."""
    programs = {mapping.path for mapping in view.source.mappings if mapping.is_file and "x" in mapping.permissions}
    programs -= {path for path in programs if PurePosixPath(path).name.startswith(ALLOCATORS)}
    for mapping in view.source.mappings:
        if mapping.path in programs and "w" in mapping.permissions:
            yield _owner(mapping.path), _private_words(view, mapping)
    for region in view.regions:
        if region.library in programs:
            yield _owner(region.library), _bss(view, region)


def _bss(view: View, region: Region) -> Addresses:
    """What comes behind a library's file, as far as no arena is there."""
    starts = view.ranges.starts
    first = int(np.searchsorted(starts, np.uint64(region.start)))
    end = min(region.end, region.start + _LARGEST_BSS, int(starts[first]) if first < len(starts) else region.end)
    return words(read_window(view.source.memory, view.residency, region.start, end - region.start))


def private_words(view: View) -> Iterator[Addresses]:
    """The words of all private data of files and of the main stack, malloc's own data included."""
    for mapping in view.source.mappings:
        if not mapping.is_heap and "w" in mapping.permissions:
            yield _private_words(view, mapping)


def read_stacks(view: View) -> Iterator[Addresses]:
    """The words of the stacks of all threads, live or stale."""
    stacks = find_thread_stacks(view.source.memory, view.residency, view.source.mappings)
    for start, end in zip(stacks.starts.tolist(), stacks.ends.tolist(), strict=True):
        for at in range(start, end, WINDOW):
            yield words(read_window(view.source.memory, view.residency, at, min(WINDOW, end - at)))
    for mapping in view.source.mappings:
        if mapping.path == "[stack]":
            yield _private_words(view, mapping)


def _owner(path: str) -> str:
    name = PurePosixPath(path).name
    return INTERPRETER if is_interpreter(name) else f"a C static of {name}"


def _private_words(view: View, mapping: Mapping) -> Addresses:
    """Of the pages that were written; reading another one would map it."""
    entries = view.source.pagemap.entries(mapping.start, mapping.end)
    written = np.flatnonzero((entries & _PRESENT != 0) & (entries & _OF_FILE == 0))
    pages = np.uint64(mapping.start) + written.astype(np.uint64) * np.uint64(PAGE)
    return words(view.source.memory.gather(pages, PAGE)[0]).reshape(-1)
