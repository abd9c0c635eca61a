"""A cache as it was found in the memory of a process: what it is, and where its entries are."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses

TableKind = Literal["dict", "ordered", "list", "native"]


@dataclass(frozen=True, slots=True)
class Table:
    """A container that belongs to a cache and holds all its entries."""

    address: int
    kind: TableKind = "dict"
    """An OrderedDict holds each key twice: in its dict, and in its own list of nodes. A native one is no container of
    Python: it is the memory that belongs to the cache itself."""
    holds_links: bool = False
    """Whether its values are the cache's own records of entries, which go with the entry, whatever refers to them."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When entries expire; one element an entry."""

    keys: Addresses
    ends: NDArray[np.float64]
    """Seconds on the clock; NaN for an entry that never expires."""
    clock: str | None
    """`monotonic` or `real`; None where the timer is another one."""
    unproved: int | None = None
    """The item of a tuple that they are, where they may as well be the times when entries were made."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the keys of a cache keep alive, that nobody would think of: the instances of a method's class."""

    type_name: str
    objects: int
    """How many different ones."""


@dataclass(frozen=True, slots=True)
class Cache:
    """One cache; None where a thing is not known, or it has none."""

    kind: str
    address: int
    """The object that a program knows as the cache."""
    tables: tuple[Table, ...]
    """The first one maps keys to values, or to links that lead to them."""
    entries: int
    function: int = 0
    """The function whose results it keeps; 0 where it is none's."""
    owner: str | None = None
    """Its name, where the reader knows a better one than what leads to it."""
    bound: float | None = None
    """The most entries that it keeps, or the most that their sizes may add up to."""
    size: float | None = None
    """What the sizes of its entries add up to, where it counts them itself."""
    ttl_seconds: float | None = None
    hits: int | None = None
    misses: int | None = None
    deadlines: Deadlines | None = None
    kept: Kept | None = None
    self_held: int | None = None
    """Entries of a weak dictionary that can never go, for what it holds strongly leads to what it holds weakly."""
    value_at: int | None = None
    """Where in a link the entry's value stands, in bytes; None where the table holds the value itself."""
    next_at: int | None = None
    """Where in a link the one stands that is dropped after it, and in the cache the first of them; None where links
    are dropped with the table that holds them."""
    pairs: Addresses | None = None
    """Key and value of each entry, shape (n, 2), where no container of Python has them."""
    is_tangled: bool = False
    """Whether links have many entries in common, so that a few entries do not show what all of them hold."""
