"""Garbage is told beside the live heap that counts it."""

from dataclasses import replace

from sparsemem.report.words.ledger_words import sizes
from sparsemem.units import MB
from sweeps import moment


def test_what_is_dead_is_told_where_it_is_much() -> None:
    at = moment(180 * MB, python_live=100 * MB)
    assert at.ledger is not None
    dead = replace(at, ledger=replace(at.ledger, python_garbage_bytes=100 * MB, malloc_garbage_bytes=50 * MB))
    assert ", 150 MB of which is garbage; its RSS" in sizes("It holds", dead)
    few = replace(at, ledger=replace(at.ledger, python_garbage_bytes=MB, malloc_garbage_bytes=None))
    assert "garbage" not in sizes("It holds", few)
