"""The hash tables of a pipeline: how large they are, and how large they must be by the rules of their makers.

Two kinds grow. `preshed.PreshMap` finds strings, and words, by their hash: 16 bytes a cell, made anew with twice the
cells when three fifths have been used (`map_set` and `_resize` of preshed/maps.pyx, 3.0.15). And `cymem.Pool` keeps
the address of each piece of memory that it has given out in a Python dict, `Pool.addresses`.
"""

import gc
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cymem.cymem import Pool
from spacy.language import Language

Row = Mapping[str, Any]
"""What there is after a batch, as `EntityService.row` tells it."""
CELL = 16
_LEAST_CELLS, _LEAST_SLOTS = 8, 8
_ENTRY = 24
"""Hash, key and value of an entry of a dict (`PyDictKeyEntry`)."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Of one pipeline at one moment."""

    cells: int
    """Of the table of strings."""
    used: int
    """Of these: what is in it, and what was in it since it was made anew. A cell that was emptied stays used."""
    addresses: tuple[int, int]
    """Bytes of the dicts of addresses of strings and of words."""
    pieces: tuple[int, int]
    """The entries of both."""


def read_tables(pipeline: Language) -> Tables:
    """As they are now."""
    strings, table = pipeline.vocab.strings, pipeline.vocab.strings._map
    both = [_addresses_of(owner) for owner in (strings, pipeline.vocab)]
    return Tables(
        cells=table.capacity,
        used=len(table),
        addresses=(sys.getsizeof(both[0]), sys.getsizeof(both[1])),
        pieces=(len(both[0]), len(both[1])),
    )


def _addresses_of(owner: object) -> dict[int, int]:
    """Of the pool that an object of spaCy's has, which is no attribute of it that Python could ask for."""
    pool = next(one for one in gc.get_referents(owner) if isinstance(one, Pool))
    addresses: dict[int, int] = pool.addresses
    return addresses


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


def predicted_tables(words: int, strings: int, others: tuple[int, int] = (0, 0)) -> dict[str, int]:
    """Bytes of each table, by the words and the strings that there are, and `other_pieces` of both pools.

    A word, which is a string too, is three pieces of memory: one of its own, and two of its string, which has eight
    letters or more. The strings that are no words are endings and shapes of words: they are short, and one piece.
    """
    return {
        "table of strings": CELL * cells_for(strings),
        "table of words": CELL * cells_for(words),
        "addresses of strings": dict_bytes_for(strings + words + others[0]),
        "addresses of words": dict_bytes_for(words + others[1]),
    }


def other_pieces(row: Row) -> tuple[int, int]:
    """What the pools of strings and of words have beside these, or less: special cases of the tokenizer, short words.

    They are there from the beginning.
    """
    words, strings, pieces = row["vocab"], row["strings"], row["pieces"]
    return pieces[0] - strings - words, pieces[1] - words


@dataclass(frozen=True, slots=True)
class Step:
    """Some tables that are made anew in a batch, which is counted from 0 on."""

    at: int
    tables: tuple[str, ...]
    bytes: int


def predicted_steps(rows: Sequence[Row]) -> Iterator[Step]:
    """Where tables grow from one batch to the next."""
    others = other_pieces(rows[-1])
    series = (predicted_tables(row["vocab"], row["strings"], others) for row in rows)
    for at, (before, after) in enumerate(pairwise(series), 1):
        grown = {name: after[name] - before[name] for name in after if after[name] > before[name]}
        if grown:
            yield Step(at, tuple(grown), sum(grown.values()))
