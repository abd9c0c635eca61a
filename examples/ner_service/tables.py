"""The hash tables of a pipeline: how large they are, and how large they must be by the rules of their makers.

Two kinds grow. `preshed.PreshMap` finds strings, and words, by their hash: 16 bytes a cell, made anew with twice the
cells when three fifths have been used (`map_set` and `_resize` of preshed/maps.pyx, 3.0.15). And `cymem.Pool` keeps
the address of each piece of memory that it has given out in a Python dict, `Pool.addresses`.
"""

import gc
import sys
from dataclasses import dataclass

from cymem.cymem import Pool
from spacy.language import Language

CELL = 16
_LEAST_CELLS, _LEAST_SLOTS = 8, 8
_ENTRY = 24
"""Hash, key and value of an entry of a dict (`PyDictKeyEntry`)."""
_LEAST_TOLD = 1 << 16
_NEAR = 2
"""Words around a place where a table is made anew: both tables of a kind are by then."""
SHARED, ADDRESSES = "the tables of strings and of words", "their dicts of addresses"


@dataclass(frozen=True, slots=True)
class Tables:
    """Of one pipeline at one moment."""

    cells: int
    """Of the table of strings."""
    used: int
    """Of these: what is in it, and what was in it since it was made anew. A cell that was emptied stays used."""
    addresses: tuple[int, ...]
    """Bytes of each dict of addresses that is large, the largest first."""

    @property
    def cells_bytes(self) -> int:
        """Of the table of strings."""
        return self.cells * CELL


def read_tables(pipeline: Language) -> Tables:
    """As they are now."""
    strings = pipeline.vocab.strings._map
    sizes = (sys.getsizeof(one.addresses) for one in gc.get_objects() if isinstance(one, Pool))
    return Tables(strings.capacity, len(strings), tuple(sorted((s for s in sizes if s > _LEAST_TOLD), reverse=True)))


def cells_for(entries: int) -> int:
    """Cells of a `PreshMap` that was filled one by one."""
    cells = _LEAST_CELLS
    while (entries + 1) * 5 >= cells * 3:
        cells *= 2
    return cells


def dict_bytes_for(entries: int) -> int:
    """The table of a dict that was filled one by one, of any keys (Objects/dictobject.c of CPython 3.11 to 3.15)."""
    slots = _LEAST_SLOTS
    while slots * 2 // 3 < entries:
        slots *= 2
    index = 1 if slots <= 1 << 7 else 2 if slots <= 1 << 15 else 4 if slots <= 1 << 31 else 8
    return index * slots + _ENTRY * (slots * 2 // 3)


def predicted_bytes(words: int) -> int:
    """All four tables after so many different words of eight letters or more.

    They are the tables of strings and of words, and the addresses of two pieces of memory for each string and of one
    for each word.
    """
    return 2 * CELL * cells_for(words) + dict_bytes_for(2 * words) + dict_bytes_for(words)


def predicted_steps(first: int, last: int) -> list[tuple[int, int, str]]:
    """Where tables are made anew between two numbers of words: at how many, by how many bytes, and which."""
    places = [(3 * 2**power // 5, SHARED) for power in range(3, 40)]
    places += [(2**power // 3, ADDRESSES) for power in range(3, 40)]
    return [
        (words, predicted_bytes(words + _NEAR) - predicted_bytes(words - _NEAR), which)
        for words, which in sorted(places)
        if first < words <= last
    ]
