"""From the lines of a file to counts: one spelling at a time, whatever the number of its years."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a compressed file, one after the other."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from file


def each_year(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """An n-gram and a count for each line: a string, and a list of four, for each year."""
    for line in lines:
        ngram, _, matches, _ = line.split("\t")
        yield ngram, int(matches)


def each_spelling(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """An n-gram and the sum over its years: its lines stand beside each other, so one sum is held at a time."""
    spelling, total = "", 0
    for ngram, matches in each_year(lines):
        if ngram != spelling:
            if spelling:
                yield spelling, total
            spelling, total = ngram, 0
        total += matches
    if spelling:
        yield spelling, total
