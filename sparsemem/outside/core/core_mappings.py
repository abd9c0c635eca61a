"""The mappings of a process from its core file: what smaps would have said, as far as a core tells."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sparsemem.outside.core.core_notes import MappedFile, Notes, file_at
from sparsemem.outside.core.elf_headers import Segment
from sparsemem.outside.core.pages_in_core import CorePagemap
from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.procfs import Mapping

_LARGEST_FIRST = 0x1000
"""The first chunk of a heap is a thread's cache, of 592 or 656 bytes."""


def make_mappings(segments: Sequence[Segment], notes: Notes, pagemap: CorePagemap, memory: Memory) -> list[Mapping]:
    """A mapping for each segment; its RSS are the pages in the core that no file has."""
    mappings = []
    for number, segment in enumerate(segments):
        file = file_at(notes.files, segment.start)
        path = _name(segment, file, notes)
        clean = path == "[vdso]" or (file is not None and _is_clean(segment, memory))
        held = 0 if clean else pagemap.bytes_of(number)
        end, inode = segment.start + segment.size, 0 if file is None else 1
        mappings.append(Mapping(segment.start, end, segment.permissions, "", inode, path, held, held, 0))
    return _name_heap(mappings, notes.program, memory)


def _name(segment: Segment, file: MappedFile | None, notes: Notes) -> str:
    marks = {"[stack]": notes.stack, "[vdso]": notes.vdso}
    inside = (name for name, mark in marks.items() if 0 <= mark - segment.start < segment.size)
    return next(inside, "" if file is None else file.path)


def _is_clean(segment: Segment, memory: Memory) -> bool:
    """Whether what the core has of a file's mapping is the first page only, which tells which file it was."""
    first = bytes(memory.span(segment.start, 4)) == b"\x7fELF"
    return segment.permissions[1] != "w" and (first or segment.file_size < segment.size)


def _name_heap(mappings: list[Mapping], program: int, memory: Memory) -> list[Mapping]:
    """The heap of brk lies somewhere behind the program and its .bss, and begins with a chunk of malloc."""
    path = next((mapping.path for mapping in mappings if mapping.start <= program < mapping.end), None)
    behind = max((number for number, mapping in enumerate(mappings) if path and mapping.path == path), default=None)
    if behind is None:
        return mappings
    for number, (before, mapping) in enumerate(pairwise(mappings[behind:]), behind + 1):
        if mapping.is_file:
            break
        if mapping.is_heap and before.end < mapping.start and _begins_with_chunk(mapping, memory):
            return [*mappings[:number], replace(mapping, path="[heap]"), *_go_on(mappings[number:])]
    return mappings


def _begins_with_chunk(mapping: Mapping, memory: Memory) -> bool:
    head = words(memory.span(mapping.start, 16)).tolist()
    return len(head) == 2 and head[0] == 0 and head[1] & 7 == 1 and head[1] < _LARGEST_FIRST


def _go_on(mappings: Sequence[Mapping]) -> list[Mapping]:
    """What follows the first part of the heap; parts that touch it belong to it."""
    found, in_heap = [], True
    for before, mapping in pairwise(mappings):
        in_heap = in_heap and mapping.is_heap and before.end == mapping.start
        found.append(replace(mapping, path="[heap]") if in_heap else mapping)
    return found
