"""What Python echoes of the records that `sparsemem` returns."""

from collections.abc import Callable
from pathlib import Path

import pytest

import sparsemem


def _growth(folder: Path) -> object:
    pytest.importorskip("ruptures")
    with sparsemem.watch(folder / "w.jsonl") as watch:
        for number in range(20):
            watch.mark("batch", number=number)
    return watch.growth()


RESULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "ledger": (lambda _: sparsemem.ledger(), "Where the "),
    "quick ledger": (lambda _: sparsemem.ledger(quick=True), "Where the "),
    "heap": (lambda _: sparsemem.heap(owners_only=True), "Who holds the live heap"),
    "trim": (lambda _: sparsemem.trim(), "returned "),
    "report of a budget": (lambda _: sparsemem.budget("9MB").report, "grew by "),
    "budget": (lambda _: sparsemem.budget("9MB"), "a budget: grew by "),
    "watch": (lambda folder: sparsemem.watch(folder / "w.jsonl"), "a watch that is not running, in "),
    "growth": (_growth, "RSS: "),
}


@pytest.mark.parametrize("name", RESULTS)
def test_an_echo_is_a_short_text(name: str, tmp_path: Path) -> None:
    make, begins = RESULTS[name]
    text = repr(make(tmp_path))
    assert text.startswith(begins)
    assert len(text.splitlines()) <= 30
    assert all(len(line) <= 160 for line in text.splitlines())
    assert "Moment(" not in text
    assert "array(" not in text
