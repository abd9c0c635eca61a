"""Where the bytes of a core's memory are: in the core itself, or in the files that the process had mapped.

The kernel leaves out what was not written and can be read from the file again; names of types are among that.
"""

import os
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from sparsemem.errors import InputError
from sparsemem.outside.core.core_notes import MappedFile, file_at
from sparsemem.outside.core.elf_headers import Segment
from sparsemem.outside.core.file_pieces import Piece, map_file
from sparsemem.outside.memory.memory_access import Bytes
from sparsemem.outside.memory.residency import PAGE


def find_pieces(
    path: str, data: Bytes, segments: Sequence[Segment], files: Sequence[MappedFile]
) -> tuple[list[Piece], tuple[str, ...]]:
    """The pieces of memory of the core at `path`, and the mapped files that are not here as they were.

    gdb leaves out whole mappings of a file, and their first page with them.
    """
    contents = _ContentsOfFiles(data, segments, files, os.stat(path).st_mtime)
    held = {file_at(files, segment.start) for segment in segments}
    absent = [file for file in files if file not in held]
    pieces = [piece for file in absent for piece in _rest(_nothing_of(file), file, contents.of(file.path))]
    for segment in segments:
        if segment.file_size:
            pieces.append(Piece(segment.start, segment.file_size, data, segment.offset))
        file = file_at(files, segment.start)
        if file is not None and segment.file_size < segment.size:
            pieces += _rest(segment, file, contents.of(file.path))
    return pieces, contents.missing


def _rest(segment: Segment, file: MappedFile, content: Bytes | None) -> list[Piece]:
    """What the core left out of a segment, from the content of its file."""
    at = file.offset + segment.start - file.start + segment.file_size
    if content is None or at >= len(content):
        return []
    size = min(segment.size - segment.file_size, len(content) - at)
    return [Piece(segment.start + segment.file_size, size, content, at)]


def _nothing_of(file: MappedFile) -> Segment:
    return Segment(file.start, file.end - file.start, 0, 0, "r--p")


class _ContentsOfFiles:
    """The mapped files that are still as they were: their first page, with its build number, is in the core too, or
    they were not written since."""

    def __init__(
        self, data: Bytes, segments: Sequence[Segment], files: Sequence[MappedFile], written_seconds: float
    ) -> None:
        self._written_seconds = written_seconds
        starts = {segment.start: segment for segment in segments if segment.file_size >= PAGE}
        self._first = {
            file.path: data[starts[file.start].offset :][:PAGE]
            for file in files
            if file.offset == 0 and file.start in starts
        }
        self._found: dict[str, Bytes | None] = {}

    def of(self, path: str) -> Bytes | None:
        """The content of the file, None where it is another one now, or where that cannot be told."""
        if path not in self._found:
            self._found[path] = self._read(path)
        return self._found[path]

    @property
    def missing(self) -> tuple[str, ...]:
        """Those that were asked for and not found."""
        return tuple(path for path, content in self._found.items() if content is None)

    def _read(self, path: str) -> Bytes | None:
        with suppress(InputError):
            content = map_file(path)
            if path not in self._first:
                return content if os.stat(path).st_mtime <= self._written_seconds else None
            if np.array_equal(content[:PAGE], self._first[path]):
                return content
        return None
