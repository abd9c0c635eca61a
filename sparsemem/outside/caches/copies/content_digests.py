"""Digests of what a str, bytes, int or float says, byte by byte.

Layouts of CPython 3.11 to 3.15: `PyASCIIObject` and `PyCompactUnicodeObject` in Include/cpython/unicodeobject.h,
`PyBytesObject` in bytesobject.h, `PyFloatObject` in floatobject.h, `_PyLongValue` in longintrepr.h.
"""

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.memory.memory_access import Addresses, Bytes, words

Digests = NDArray[np.uint64]
"""One a value, of 64 bits; 0 where it is of a kind that is not compared, or was not wholly read."""
_GATHERED, _LARGEST = 1 << 12, 1 << 28
"""Bytes up to which values of one length are read together, and up to which they are read at all."""
_SIZE, _CONTENT, _BYTES, _DIGITS = 16, 16, 32, 24
_STATE = 32
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class ContentDigests:
    """Digests of values that hold no others."""

    def __init__(self, objects: HeapObjects) -> None:
        """Nothing is read yet."""
        self._objects, self._memory, self._old = objects, objects.memory, objects.kinds.old
        self.readers: dict[str, Callable[[Addresses], Digests]] = {
            "str": self._strings,
            "bytes": self._byte_strings,
            "int": self._integers,
            "float": lambda some: mixed(objects.pointers(some, _CONTENT) + np.uint64(1)),
            "NoneType": lambda some: np.ones(len(some), np.uint64),
        }

    def _strings(self, some: Addresses) -> Digests:
        state = self._objects.pointers(some, _STATE) & np.uint64(0xFFFFFFFF)
        width, is_ascii = state >> np.uint64(2) & np.uint64(7), state >> np.uint64(6) & np.uint64(1) == 1
        start = np.where(is_ascii, np.uint64(48), np.uint64(72)) if self._old else np.where(is_ascii, 40, 56)
        is_compact = state >> np.uint64(5) & np.uint64(1) == 1
        sizes = self._objects.pointers(some, _SIZE) * width
        found = self._contents(some + start.astype(np.uint64), sizes, width)
        return np.where(is_compact & (width > 0), found, np.uint64(0))

    def _byte_strings(self, some: Addresses) -> Digests:
        return self._contents(some + np.uint64(_BYTES), self._objects.pointers(some, _SIZE), np.zeros_like(some))

    def _integers(self, some: Addresses) -> Digests:
        """Digits of 30 bits; before them the signed number of digits (3.11), or that number above three bits."""
        sizes = self._objects.pointers(some, _SIZE).astype(np.int64)
        digits, negative = (np.abs(sizes), sizes < 0) if self._old else (sizes >> 3, sizes & 3 == 2)
        return self._contents(some + np.uint64(_DIGITS), (digits * 4).astype(np.uint64), negative.astype(np.uint64))

    def _contents(self, starts: Addresses, sizes: Addresses, kinds: Addresses) -> Digests:
        """Of so many bytes from each address on; those of different kinds differ."""
        found = np.zeros(len(starts), np.uint64)
        for size in np.unique(sizes[sizes < _LARGEST]).tolist():
            here = np.flatnonzero(sizes == size)
            if size <= _GATHERED:
                found[here] = self._of_one_size(starts[here], size)
            else:
                found[here] = [self._long(start, size) for start in starts[here].tolist()]
        return np.where(found == 0, found, mixed(found + kinds))

    def _of_one_size(self, starts: Addresses, size: int) -> Digests:
        rows, is_read = self._memory.gather(starts, max(size + -size % 8, 8))
        return np.where(is_read, _digest(rows, size), np.uint64(0))

    def _long(self, start: int, size: int) -> int:
        raw = bytes(self._memory.span(start, size))
        return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "little") if len(raw) == size else 0


def digest_of_name(name: str) -> Digests:
    """What the reader of str says of an ASCII name, one element; 0 for another one."""
    raw = name.encode() if name.isascii() else b""
    rows = np.frombuffer(raw.ljust(len(raw) + -len(raw) % 8, b"\0"), np.uint8)[None, :].copy()
    return mixed(_digest(rows, len(raw)) + np.uint64(1)) if raw else np.zeros(1, np.uint64)


def _digest(rows: Bytes, size: int) -> Digests:
    """Of the first `size` bytes of each row, which is of whole words."""
    rows[:, size:] = 0
    content = words(rows)
    places = np.arange(1, content.shape[1] + 1, dtype=np.uint64) * _SECOND
    own = mixed(content + places).sum(axis=1, dtype=np.uint64)
    return mixed(own + np.uint64(size + 1))


def mixed(some: Digests) -> Digests:
    """The numbers with every bit spread over all (the finalizer of splitmix64, Steele, Lea and Flood 2014)."""
    some = (some ^ some >> np.uint64(30)) * _FIRST
    some = (some ^ some >> np.uint64(27)) * _SECOND
    return some ^ some >> np.uint64(31)
