"""The values of a few objects, shortened: enough to recognise them by.

Layouts of CPython 3.11 to 3.13: `PyASCIIObject` and `PyCompactUnicodeObject` in Include/cpython/unicodeobject.h,
`PyBytesObject` in bytesobject.h, `PyFloatObject` in floatobject.h, and `_PyLongValue` in longintrepr.h.
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory, words

_SHOWN = 40
_HEAD, _STR_HEAD = 24, 36
_WINDOW = 128
_CODECS = {1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}
"""By the bytes of each character."""
Sizes = NDArray[np.int64]


class _Text(NamedTuple):
    """Where in a str its characters are, in bytes, and how they are written."""

    start: int
    size: int
    codec: str

    def decode(self, raw: bytes) -> str:
        return raw.decode(self.codec, "replace")


def read_values(memory: Memory, name: str, places: Iterable[int], old: bool) -> tuple[str, ...]:
    """The objects of the type `name` at these addresses as Python writes them, of 40 characters at most; none for
    types without a reader. `old` is CPython 3.11 and before."""
    found = [_read(memory, name, place, old) for place in places]
    return tuple(_shorten(value) for value in found if value is not None)


def _shorten(value: str) -> str:
    return value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "..."


def _read(memory: Memory, name: str, address: int, old: bool) -> str | None:
    head = bytes(memory.span(address, _HEAD))
    if len(head) < _HEAD:
        return None
    (size,) = struct.unpack_from("<q", head, 16)
    if name == "str":
        text = read_text(memory, address, old)
        return None if text is None else repr(text)
    if name == "bytes":
        return repr(bytes(memory.span(address + 32, min(max(size, 0), _SHOWN))))
    if name == "float":
        return repr(struct.unpack_from("<d", head, 16)[0])
    return _read_int(memory, address, size, old) if name in ("int", "bool") else None


def read_text(memory: Memory, address: int, old: bool, most: int = _SHOWN) -> str | None:
    """The first 40 characters (or `most`) of the str at `address`, None where it is none; `old` is CPython 3.11 and
    before."""
    text = _find_text(bytes(memory.span(address, _STR_HEAD)), old, most)
    return text.decode(bytes(memory.span(address + text.start, text.size))) if text else None


def read_texts(memory: Memory, addresses: Addresses, old: bool, most: int) -> list[str | None]:
    """`read_text` of each, at once; what is not wholly in the first 128 bytes is read by itself."""
    raw = memory.gather(addresses, _WINDOW)[0]
    heads = words(raw)
    start, width = find_characters(heads[:, 4], old)
    stop = start + np.minimum(heads[:, 2], np.uint64(most)).astype(np.int64) * width
    within = (width > 0) & (stop <= _WINDOW) & (heads[:, 2] >> np.uint64(63) == 0)
    row = np.arange(len(addresses)) * _WINDOW
    columns = (row + start, row + stop, np.where(within, width, 0), addresses)
    content = raw.tobytes()
    return [
        content[begin:end].decode(_CODECS[size], "replace") if size else read_text(memory, address, old, most)
        for begin, end, size, address in zip(*(column.tolist() for column in columns), strict=True)
    ]


def find_characters(states: Addresses, old: bool) -> tuple[Sizes, Sizes]:
    """Where in each str its characters begin, and how many bytes each has, by the word of its state; 0 bytes where it
    is none, or where they stand elsewhere."""
    width, compact, ascii_ = (
        (states >> np.uint64(at)).astype(np.int64) & mask for at, mask in ((2, 7), (5, 1), (6, 1))
    )
    start = np.where(ascii_ == 1, 48 if old else 40, 72 if old else 56)
    return start, np.where((compact == 1) & np.isin(width, (*_CODECS,)), width, 0)


def _find_text(head: bytes, old: bool, most: int) -> _Text | None:
    """Where the characters of a str are, by its first 36 bytes; None where it is none."""
    if len(head) < _STR_HEAD:
        return None
    length, _, bits = struct.unpack_from("<qqI", head, 16)
    width, compact, ascii_ = bits >> 2 & 7, bits >> 5 & 1, bits >> 6 & 1
    codec = _CODECS.get(width)
    if not compact or codec is None or length < 0:
        return None
    start = (48 if old else 40) if ascii_ else (72 if old else 56)
    return _Text(start, min(length, most) * width, codec)


def _read_int(memory: Memory, address: int, size: int, old: bool) -> str | None:
    """Digits of 30 bits; before them the signed number of digits (3.11), or that number above three bits of flags."""
    digits = abs(size) if old else size >> 3
    negative = size < 0 if old else size & 3 == 2
    if not 0 <= digits <= _SHOWN:
        return None
    raw = bytes(memory.span(address + 24, digits * 4))
    if len(raw) < digits * 4:
        return None
    value = sum(digit << 30 * place for place, digit in enumerate(struct.unpack(f"<{digits}I", raw)))
    return str(-value if negative else value)
