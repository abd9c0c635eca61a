"""What the rules say where another allocator keeps the memory, and what is left open where one does not tell."""

from dataclasses import replace

import pytest

from asking import ask
from sparsemem.allocators.registry import STAND_INS
from sparsemem.diagnose.conclusions.verdict import decide, hides_much
from sparsemem.diagnose.rules import foreign_memory, malloc_fragmentation, malloc_retention, pymalloc_fragmentation
from sparsemem.model import Finding, Sweep
from sparsemem.units import MB
from sweeps import moment, run, sweep

TOTAL = 200 * MB


def under(allocator: str | None, measured: Sweep) -> Sweep:
    return replace(measured, environment=replace(measured.environment, allocator=allocator))


def grown(part: str) -> Sweep:
    """A part of the ledger that grows to 120 MB of 200 at 4x."""
    return sweep(*(run(scale, end=moment(TOTAL, **{part: 30 * MB * scale})) for scale in (1, 2, 3, 4)))


def message(finding: Finding | None) -> str:
    assert finding is not None
    return finding.message


@pytest.mark.parametrize("known", STAND_INS, ids=lambda known: known.name)
def test_who_keeps_it_is_named_with_its_own_call_and_setting(known) -> None:
    returned = sweep(*(run(s, after_trim=moment(TOTAL - 30 * MB * s), end=moment(TOTAL)) for s in (1, 2, 3, 4)))
    finding = ask(malloc_retention, under(f"pymalloc+{known.name}", returned))
    assert message(finding).startswith(f"{known.name} keeps 120 MB")
    assert known.release in message(finding)
    assert finding is not None
    assert finding.remedies[0].command == known.setting
    said = message(ask(malloc_fragmentation, under(f"malloc+{known.name}", grown("malloc_free"))))
    assert f"{known.name}'s heaps" in said
    assert "malloc_trim" not in said


@pytest.mark.parametrize("allocator", ["mimalloc", "mimalloc_debug", "mimalloc+jemalloc"])
def test_python_s_own_mimalloc_has_no_arenas(allocator: str) -> None:
    said = message(ask(pymalloc_fragmentation, under(allocator, grown("python_free_blocks"))))
    assert "mimalloc" in said
    assert "arena" not in said


@pytest.mark.parametrize("allocator", ["pymalloc", "pymalloc_debug", "pymalloc+mimalloc", None])
def test_pymalloc_has(allocator: str | None) -> None:
    assert "arenas" in message(ask(pymalloc_fragmentation, under(allocator, grown("python_free_blocks"))))


@pytest.mark.parametrize("who", ["python_live", "malloc_live"])
def test_what_an_allocator_hides_is_no_foreign_memory(who: str) -> None:
    assert ask(foreign_memory, grown("unattributed")) is not None
    hidden = [run(s, end=moment(TOTAL, unattributed=30 * MB * s, **{who: None})) for s in (1, 2, 3, 4)]
    assert ask(foreign_memory, sweep(*hidden)) is None


@pytest.mark.parametrize(
    ("live", "hidden", "verdict"),
    [
        (None, 40 * MB, "inconclusive"),
        (None, 40 * MB - 1, "healthy"),
        (MB, 40 * MB, "healthy"),
    ],
)
def test_no_verdict_on_what_may_be_free_or_alive(live: int | None, hidden: int, verdict: str) -> None:
    end = moment(TOTAL, malloc_live=live, unattributed=hidden)
    measured = sweep(*(run(scale, end=end) for scale in (1, 2)))
    assert decide(measured, ()) == verdict
    assert hides_much(measured) == (verdict == "inconclusive")
