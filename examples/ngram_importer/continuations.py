"""The last step of an import: after how many different words each word comes (Kneser and Ney, 1995)."""

from array import array
from threading import Event

from stores import Store

_LOOKS_EVERY = 4096
"""Rows between two looks whether it is to stop: a fraction of a millisecond of work."""


def count_continuations(store: Store, words: int, stop: Event) -> "array[int] | None":
    """For each of so many words, after how many it comes; None where it was stopped before the end.

    One pass over all rows, each dropped when it is counted, into a table of its final size: 8 bytes a word.
    """
    found = array("L", bytes(8 * words))
    for at, (ngram, _) in enumerate(store.rows()):
        found[ngram & 0xFFFFFFFF] += 1
        if at % _LOOKS_EVERY == 0 and stop.is_set():
            return None
    return found
