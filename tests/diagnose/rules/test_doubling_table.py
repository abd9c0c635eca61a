"""SM121: which table is made anew next, when, and how large it becomes."""

from dataclasses import replace

import pytest

from asking import ask
from sparsemem.diagnose.rules import doubling_table
from sparsemem.model import AttachedLook, Finding, Heap, HeapOwner
from sparsemem.model.heap_rows import HeapTable
from sparsemem.units import MB
from sweeps import moment, sweep

CACHE = HeapOwner(
    "app.CACHE",
    ("str",),
    3_400_000,
    150 * MB,
    150 * MB,
    growth_bytes=20 * MB,
    growth_objects=340_000,
    entries=3_000_000,
    growth_entries=340_000,
    type="dict",
    table=HeapTable(100 * MB, 1_700_000, 200 * MB),
)


def found(owner: HeapOwner, anonymous: int = 300 * MB, seconds: float | None = 10.0) -> Finding | None:
    heap = Heap(1, 200 * MB, None, None, None, (owner,), (), growth_bytes=20 * MB, growth_seconds=seconds)
    looks = (AttachedLook(0.0, moment(anonymous)), AttachedLook(10.0, moment(anonymous)))
    return ask(doubling_table, sweep(), looks=looks, heap=heap)


def test_it_tells_which_when_and_how_large() -> None:
    finding = found(CACHE)
    assert finding is not None
    assert (finding.code, finding.severity, finding.subject, finding.bytes) == (
        "SM121",
        "warning",
        "app.CACHE",
        20 * MB,
    )
    assert "3,000,000 entries in a table of 100 MB" in finding.message
    assert "After 1,700,000 more it is made anew with 200 MB" in finding.message
    assert "in 50 s, at the 34,000 entries a second of the 10 s" in finding.message
    assert finding.evidence["seconds_left"] == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("anonymous", "level"),
    [(400 * MB, "warning"), (401 * MB, "note"), (1000 * MB, "note"), (1001 * MB, "note"), (2001 * MB, None)],
)
def test_what_is_to_come_is_one_step_less_than_what_is_there(anonymous: int, level: str | None) -> None:
    finding = found(CACHE, anonymous)
    assert (finding and finding.severity) == level


@pytest.mark.parametrize(
    "other",
    [
        {"growth_entries": 0},
        {"growth_entries": -5},
        {"growth_entries": None},
        {"growth_entries": 4_700},  # an hour and a little
        {"table": None},
        {"table": HeapTable(2 * MB, 10, 4 * MB)},
    ],
)
def test_what_does_not_grow_or_not_soon_or_is_small_is_not_told(other: dict[str, object]) -> None:
    assert found(replace(CACHE, **other)) is None


def test_one_look_at_the_owners_knows_no_rate() -> None:
    assert found(CACHE, seconds=None) is None
