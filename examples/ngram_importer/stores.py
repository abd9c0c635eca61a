"""Where counts are kept: SQLite or LMDB, by file, so that a file that was begun can be begun again.

A file is counted wholly or not at all: what stands in a store for a file that is not done is deleted when it is begun
again. So a killed import loses at most the files that were open, and never counts one twice.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

Row = tuple[int, int]
"""A packed n-gram and its count."""


class Store(Protocol):
    """A file of counts. What is added is there for good after `commit`."""

    def begin(self, file: int) -> None:
        """Forget what was counted of a file that was never done."""

    def add(self, file: int, rows: Sequence[Row]) -> None:
        """Add counts of a file, a chunk of them."""

    def commit(self, words: Iterable[str], done: Iterable[int]) -> None:
        """Make all that was added durable, with the new words and the files that are done: one transaction."""

    def done(self) -> set[int]:
        """The files that are counted wholly."""

    def words(self) -> list[str]:
        """The words by their number."""

    def rows(self) -> Iterator[Row]:
        """All counts."""

    def close(self) -> None:
        """Let go of the file."""


KINDS = ("sqlite", "lmdb")


def open_store(kind: str, path: Path) -> Store:
    """The store of a kind; only the package of that kind has to be there."""
    store: Store = import_module(f"{kind}_store").Store(path)
    return store


def digest(store: Store, words: Sequence[str]) -> str:
    """The same for the same counts, in whatever order words were numbered and rows written; holds no row for long."""
    total = 0
    for ngram, matches in store.rows():
        text = f"{words[ngram >> 32]} {words[ngram & 0xFFFFFFFF]}\t{matches}"
        total += int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    return f"{total % 2**64:016x}"
