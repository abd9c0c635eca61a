"""What the notes of a core file tell of the process: its command, its mapped files, and where a few things lie.

Layouts for 64-bit machines: `struct elf_prpsinfo` in Linux's include/linux/elfcore.h, `fill_files_note` in
fs/binfmt_elf.c, and the entries of getauxval(3).
"""

import struct
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_PROCESS, _AUXILIARY, _FILES = 3, 6, 0x46494C45
"""`NT_PRPSINFO`, `NT_AUXV`, `NT_FILE`."""
_PID, _NAME, _ARGUMENTS, _PROCESS_END = 24, 40, 56, 136
_PROGRAM_HEADERS, _RANDOM, _VDSO = 3, 25, 33
"""`AT_PHDR`, `AT_RANDOM`, `AT_SYSINFO_EHDR`."""
_MOST_FILES = 1 << 20


@dataclass(frozen=True, slots=True)
class MappedFile:
    """Addresses from `start` to `end` are the file at `path` from `offset` bytes on."""

    start: int
    end: int
    offset: int
    path: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of the process beside its memory; 0, "" and nothing where there is no such note."""

    pid: int
    command: str
    """80 characters of the command line at most: the kernel keeps no more."""
    files: tuple[MappedFile, ...]
    program: int
    """An address in the first segment of the program's file."""
    stack: int
    """An address in the stack of the main thread."""
    vdso: int


def parse_notes(notes: Sequence[tuple[int, bytes]]) -> Notes:
    """The notes of a core, by their type; of several of one type the first counts."""
    found = dict(reversed(notes))
    process = found.get(_PROCESS, b"").ljust(_PROCESS_END, b"\0")
    marks = dict(struct.iter_unpack("<QQ", _whole(found.get(_AUXILIARY, b""), 16)))
    return Notes(
        pid=struct.unpack_from("<i", process, _PID)[0],
        command=_text(process[_ARGUMENTS:_PROCESS_END]) or _text(process[_NAME:_ARGUMENTS]),
        files=tuple(_parse_files(found.get(_FILES, b""))),
        program=marks.get(_PROGRAM_HEADERS, 0),
        stack=marks.get(_RANDOM, 0),
        vdso=marks.get(_VDSO, 0),
    )


def _parse_files(text: bytes) -> list[MappedFile]:
    if len(text) < 16:
        return []
    count, page = struct.unpack_from("<QQ", text)
    rows = text[16 : 16 + 24 * min(count, _MOST_FILES)]
    paths = text[16 + len(rows) :].split(b"\0")
    spans = struct.iter_unpack("<QQQ", _whole(rows, 24))
    # A text that was cut off has fewer names than rows.
    found = [
        MappedFile(start, end, offset * page, path.decode(errors="replace"))
        for (start, end, offset), path in zip(spans, paths, strict=False)
    ]
    return sorted(found, key=lambda file: file.start)


def _whole(text: bytes, size: int) -> bytes:
    return text[: len(text) // size * size]


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode(errors="replace").strip()


def file_at(files: Sequence[MappedFile], address: int) -> MappedFile | None:
    """The file that is mapped at an address; `files` are in the order of addresses."""
    number = bisect_right(files, address, key=lambda file: file.start) - 1
    return files[number] if number >= 0 and address < files[number].end else None
