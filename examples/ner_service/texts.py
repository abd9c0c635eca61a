"""Texts as a service gets them: first every word is new, later hardly any. Always the same ones, made one by one."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

COMMON = 2_000
_SENTENCE = 20
_NEW_LATER = 30
"""Later one word of so many is new."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """How much comes, and of what kind."""

    words: int = 30_000
    """In a batch."""
    discovery: int = 24
    """Batches in which every word is new: names, hashtags, addresses, misspellings."""
    steady: int = 8
    """Batches after them, in which most words are known."""

    @property
    def batches(self) -> int:
        """In all."""
        return self.discovery + self.steady

    def new_words(self, batch: int) -> int:
        """Of a batch, which are counted from 0 on."""
        return self.words if batch < self.discovery else self.words // _NEW_LATER


def make_texts(traffic: Traffic, batch: int) -> Iterator[str]:
    """The texts of a batch: sentences in which every 20th word follows `by`, and is an author therefore."""
    words = make_words(traffic, batch)
    while sentence := list(islice(words, _SENTENCE)):
        yield " ".join([*sentence[:-1], "by", sentence[-1]])


def make_words(traffic: Traffic, batch: int) -> Iterator[str]:
    """The words of a batch, in an order of their own; the new ones are in no other batch."""
    draw, new = random.Random(batch), traffic.new_words(batch)
    is_new = [True] * new + [False] * (traffic.words - new)
    draw.shuffle(is_new)
    for number, fresh in enumerate(is_new):
        yield f"w{batch * traffic.words + number:08x}" if fresh else f"common{draw.randrange(COMMON):04d}"


def make_batches(traffic: Traffic) -> Iterator[Iterator[str]]:
    """All batches, each made when it is asked for."""
    return (make_texts(traffic, batch) for batch in range(traffic.batches))
