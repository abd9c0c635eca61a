"""The headers of an ELF core file: which memory of the process it holds, and the notes about it.

Layouts: `Elf64_Ehdr`, `Elf64_Phdr`, `Elf64_Shdr` and `Elf64_Nhdr` of elf(5), the same on every 64-bit machine.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sparsemem.errors import InputError
from sparsemem.outside.memory.memory_access import Bytes

_HEADER = struct.Struct("<4sBB10xHHIQQQIHHHHHH")
_SEGMENT = np.dtype(
    [(name, "<u4") for name in ("kind", "flags")]
    + [(name, "<u8") for name in ("offset", "start", "physical", "file_size", "size", "align")]
)
_NOTE = struct.Struct("<III")
_CORE, _LOAD, _NOTES = 4, 1, 4
"""`ET_CORE`, `PT_LOAD`, `PT_NOTE`."""
_MANY = 0xFFFF
"""`PN_XNUM`: there are more segments than fit, and the first section header tells how many."""
_COUNT_IN_SECTION = 44
_KERNEL = 1 << 63
"""From here on addresses are the kernel's; one page of it, [vsyscall], is in every core."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One mapping of the process: `size` bytes from `start` on, the first `file_size` of them at `offset`."""

    start: int
    size: int
    offset: int
    file_size: int
    permissions: str
    """As smaps writes them; whether it was shared is not told, so that it always ends with `p`."""


@dataclass(frozen=True, slots=True)
class Elf:
    """What the headers say: segments in the order of addresses, and the content of notes by their type."""

    segments: tuple[Segment, ...]
    notes: tuple[tuple[int, bytes], ...]


def parse_elf(data: Bytes, name: str) -> Elf:
    """The headers of the core `data`. Raises InputError, naming the file `name`, for anything else."""
    head = bytes(data[: _HEADER.size])
    if head[:4] != b"\x7fELF":
        raise InputError(f"{name} is no core file; a core that is compressed has to be unpacked first")
    if len(head) < _HEADER.size:
        raise _cut_off(name)
    (
        _,
        bits,
        order,
        kind,
        *_,
    ) = _HEADER.unpack(head)
    if (bits, order) != (2, 1):
        raise InputError(f"{name} is of a 32-bit or big-endian machine; cores of 64-bit little-endian ones are read")
    if kind != _CORE:
        raise InputError(f"{name} is a program or a library and no core file; name the core that the process left")
    table = _segment_table(data, name)
    if (table["offset"] + table["file_size"] > len(data)).any() or (table["file_size"] > len(data)).any():
        raise _cut_off(name)
    loads = table[table["kind"] == _LOAD]
    notes = [note for row in table[table["kind"] == _NOTES] for note in _notes(_bytes_of(data, row))]
    return Elf(_segments(loads, name), tuple(notes))


def _segment_table(data: Bytes, name: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.void]]":
    *_, at, sections, _, _, size, count, _, _, _ = _HEADER.unpack(bytes(data[: _HEADER.size]))
    if count == _MANY:
        found = bytes(data[sections + _COUNT_IN_SECTION : sections + _COUNT_IN_SECTION + 4])
        count = int.from_bytes(found, "little")
    if size != _SEGMENT.itemsize or at + count * size > len(data):
        raise _cut_off(name)
    return np.frombuffer(bytes(data[at : at + count * size]), _SEGMENT)


def _segments(loads: "np.ndarray[tuple[int, ...], np.dtype[np.void]]", name: str) -> tuple[Segment, ...]:
    rows = loads[(loads["start"] < _KERNEL) & (loads["size"] > 0)]
    found = sorted((_segment(row) for row in rows), key=lambda segment: segment.start)
    reached = 0
    for segment in found:
        if segment.start < reached or segment.file_size > segment.size or segment.start + segment.size > _KERNEL:
            raise InputError(f"{name} is damaged: its segments contradict each other")
        reached = segment.start + segment.size
    return tuple(found)


def _segment(row: np.void) -> Segment:
    flags = int(row["flags"])
    permissions = "".join(letter if flags & bit else "-" for letter, bit in (("r", 4), ("w", 2), ("x", 1))) + "p"
    return Segment(int(row["start"]), int(row["size"]), int(row["offset"]), int(row["file_size"]), permissions)


def _bytes_of(data: Bytes, row: np.void) -> bytes:
    return bytes(data[int(row["offset"]) : int(row["offset"]) + int(row["file_size"])])


def _notes(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Each note's type and content; names and contents are filled up to multiples of 4."""
    at = 0
    while at + _NOTE.size <= len(text):
        name, size, kind = _NOTE.unpack_from(text, at)
        start = at + _NOTE.size + -(-name // 4) * 4
        yield kind, text[start : start + size]
        at = start + -(-size // 4) * 4


def _cut_off(name: str) -> InputError:
    return InputError(
        f"{name} was cut off; let the core be written whole (ulimit -c unlimited, and room on the disk)"
    )
