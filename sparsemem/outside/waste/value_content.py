"""Where the content of a value stands in its object: what two equal values of a type have in common.

Layouts of CPython 3.11 to 3.15: `PyASCIIObject` and `PyCompactUnicodeObject` in Include/cpython/unicodeobject.h,
`PyBytesObject` in bytesobject.h, `PyFloatObject` in floatobject.h, `_PyLongValue` in longintrepr.h.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.object_rows import ObjectRows
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.objects.object_values import find_characters

_HIGHEST = np.uint64(1 << 40)
_WORD = 8


@dataclass(frozen=True, slots=True)
class Content:
    """An element of each array a value, in bytes."""

    start: NDArray[np.int64]
    """From where the object begins; divisible by 8."""
    length: NDArray[np.int64]
    """-1 where the object has no content that could be compared."""


def _sizes(words: Addresses) -> NDArray[np.int64]:
    return np.where(words < _HIGHEST, words, np.uint64(0)).astype(np.int64)


def _at(some: ObjectRows, word: int) -> NDArray[np.int64]:
    return np.full(len(some), word * _WORD, np.int64)


def _text(some: ObjectRows, old: bool) -> Content:
    """The characters of a str are as wide as the widest needs, so that equal texts have equal bytes."""
    start, width = find_characters(some.word(4), old)
    return Content(start, np.where(width > 0, _sizes(some.word(2)) * width, -1))


def _bytes(some: ObjectRows, old: bool) -> Content:
    return Content(_at(some, 4), _sizes(some.word(2)))


def _integer(some: ObjectRows, old: bool) -> Content:
    """The word with sign and number of digits, and the digits, of 4 bytes."""
    sign_and_size = some.word(2).view(np.int64)
    digits = np.abs(sign_and_size) if old else sign_and_size >> 3
    return Content(_at(some, 2), np.where((digits >= 0) & (digits < 1 << 32), 8 + 4 * digits, -1))


def _float(some: ObjectRows, old: bool) -> Content:
    return Content(_at(some, 2), np.full(len(some), _WORD, np.int64))


VALUES: Mapping[str, Callable[[ObjectRows, bool], Content]] = {
    "str": _text,
    "bytes": _bytes,
    "int": _integer,
    "float": _float,
}
"""By the name of the type; whether the layout is that of 3.11 and before is the second argument."""
