"""What is counted and not yet written: without a bound, as it was first written, and within a budget."""

import sys
from collections.abc import Iterator
from itertools import islice
from threading import Lock
from typing import Protocol

Counted = tuple[int, int]
"""A packed n-gram (the numbers of its two words, 32 bits each) and its count."""
_INT_BYTES = 32
"""Of an int above 256 that fits in 60 bits: one object for the key, and one for the count (sys.getsizeof)."""


class Vocabulary:
    """Each word has a number, in the order in which the words come. Its words are never dropped."""

    def __init__(self, words: list[str]) -> None:
        self.numbers = {word: number for number, word in enumerate(words)}
        self._lock = Lock()

    def number(self, word: str) -> int:
        """The number of a word, new or known."""
        known = self.numbers.get(word)
        if known is not None:
            return known
        with self._lock:
            return self.numbers.setdefault(word, len(self.numbers))

    def since(self, number: int) -> list[str]:
        """The words from a number on."""
        with self._lock:
            return list(islice(self.numbers, number, None))

    def pack(self, words: tuple[str, ...]) -> int:
        """Two words in one int."""
        first, second = words
        return self.number(first) << 32 | self.number(second)


class Overlay(Protocol):
    """Where counts are added up before they are written."""

    def add(self, ngram: str, matches: int) -> None:
        """Add to the count of an n-gram, whatever its capitals."""

    def is_full(self) -> bool:
        """Whether it has to be written before more is added."""

    def drain(self) -> Iterator[Counted]:
        """What was counted, in the order of its keys; it is empty afterwards."""


class TupleOverlay:
    """Tuples of words, as many as there are: the program as somebody writes it."""

    def __init__(self, vocabulary: Vocabulary, budget_bytes: int | None) -> None:
        self.vocabulary, self.budget_bytes = vocabulary, budget_bytes
        self.counts: dict[tuple[str, ...], int] = {}

    def add(self, ngram: str, matches: int) -> None:
        """Add to the count of an n-gram, whatever its capitals."""
        key = tuple(ngram.lower().split(" "))
        self.counts[key] = self.counts.get(key, 0) + matches

    def is_full(self) -> bool:
        """Never: it has no bound."""
        return False

    def drain(self) -> Iterator[Counted]:
        """What was counted, in the order of its keys; it is empty afterwards."""
        pack = self.vocabulary.pack
        packed = sorted((pack(words), matches) for words, matches in self.counts.items())
        self.counts = {}
        return iter(packed)


class PackedOverlay:
    """Packed keys, up to a budget in bytes."""

    def __init__(self, vocabulary: Vocabulary, budget_bytes: int | None) -> None:
        self.vocabulary, self.budget_bytes = vocabulary, budget_bytes
        self.counts: dict[int, int] = {}

    def add(self, ngram: str, matches: int) -> None:
        """Add to the count of an n-gram, whatever its capitals."""
        key = self.vocabulary.pack(tuple(ngram.lower().split(" ")))
        self.counts[key] = self.counts.get(key, 0) + matches

    def is_full(self) -> bool:
        """Whether table and objects have come to the budget."""
        if self.budget_bytes is None:
            return False
        return sys.getsizeof(self.counts) + 2 * _INT_BYTES * len(self.counts) >= self.budget_bytes

    def drain(self) -> Iterator[Counted]:
        """What was counted, in the order of its keys; it is empty afterwards."""
        counts, self.counts = self.counts, {}
        for key in sorted(counts):
            yield key, counts.pop(key)


OVERLAYS = {"tuples": TupleOverlay, "packed": PackedOverlay}
