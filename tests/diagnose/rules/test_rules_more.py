"""What the rules say beside their bounds: peaks that do not grow, what belongs to whom, any ledger at all."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import ask
from sparsemem.diagnose.rules import RULES, foreign_memory, malloc_fragmentation, pool_retention, transient_peak
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Ledger
from sparsemem.units import MB
from sweeps import moment, run, sweep

SCALES = (1, 2, 3, 4)
PARTS = [field.name.removesuffix("_bytes") for field in fields(Ledger)]


def peaks(*passing: int) -> Finding | None:
    """The finding on a sweep that ends with 20 MB and has this many MB more at its peaks."""
    sizes = dict(zip(SCALES, passing, strict=True))
    runs = [run(s, end=moment(20 * MB), peak=moment((20 + size) * MB)) for s, size in sizes.items()]
    return ask(transient_peak, sweep(*runs))


@pytest.mark.parametrize(("size", "level"), [(200, "warning"), (50, "note"), (5, "note")])
def test_a_peak_that_is_the_same_at_every_scale_counts_one_step_less(size: int, level: str) -> None:
    finding = peaks(*[size] * 4)
    assert finding is not None
    assert finding.severity == level
    assert finding.message.endswith("It does not grow with the data.")


@pytest.mark.parametrize(("last", "level"), [(200, "error"), (50, "warning")])
def test_a_peak_that_grows_counts_in_full(last: int, level: str) -> None:
    finding = peaks(last // 4, last // 2, 3 * last // 4, last)
    assert finding is not None
    assert finding.severity == level
    assert "does not grow" not in finding.message


def test_a_quarter_that_came_with_the_scale_is_growth() -> None:
    grown, still = peaks(150, 166, 183, 200), peaks(151, 167, 184, 200)
    assert grown is not None
    assert still is not None
    assert (grown.severity, still.severity) == ("error", "warning")


@pytest.mark.parametrize(
    ("mapped", "said"),
    [
        (0, "The peak of 200 MB is 10x what is left at the end"),
        (150, "The peak of 200 MB of anonymous memory is 10x what is left of it at the end"),
    ],
)
def test_a_peak_beside_which_much_is_mapped_says_of_which_memory_it_is(mapped: int, said: str) -> None:
    peak = {s: moment(50 * s * MB, (50 * s + mapped) * MB) for s in SCALES}
    runs = [run(s, end=moment(20 * MB, file=mapped * MB), peak=peak[s]) for s in SCALES]
    finding = ask(transient_peak, sweep(*runs))
    assert finding is not None
    assert finding.message.startswith(said)


def test_a_peak_below_the_end_is_none() -> None:
    assert peaks(0, 0, 0, 0) is None


def test_malloc_fragmentation_tells_the_live_chunks_that_lie_between() -> None:
    ends = {s: moment(60 * s * MB, malloc_free=40 * s * MB, malloc_live=10 * s * MB) for s in SCALES}
    finding = ask(malloc_fragmentation, sweep(*(run(s, end=end) for s, end in ends.items())))
    assert finding is not None
    assert finding.evidence["malloc_live_bytes"] == 40 * MB
    assert "40.0 MB in all" in finding.message


def test_what_a_trim_returns_is_retention_and_not_fragmentation() -> None:
    runs = [run(s, end=moment(60 * s * MB, malloc_free=40 * s * MB), after_trim=moment(20 * s * MB)) for s in SCALES]
    assert ask(malloc_fragmentation, sweep(*runs)) is None


def test_a_pool_s_memory_is_not_foreign_once_it_is_released() -> None:
    after = {"after_release": moment(20 * MB), "after_trim": moment(20 * MB)}
    runs = [run(s, end=moment((20 + 30 * s) * MB, unattributed=30 * s * MB), **after) for s in SCALES]
    assert ask(foreign_memory, sweep(*runs)) is None
    finding = ask(pool_retention, sweep(*runs))
    assert finding is not None
    assert finding.bytes == 120 * MB


def test_foreign_memory_does_not_claim_that_it_is_free() -> None:
    finding = ask(foreign_memory, sweep(*(run(s, end=moment(40 * s * MB, unattributed=30 * s * MB)) for s in SCALES)))
    assert finding is not None
    assert "cannot be told" in finding.message


@given(st.lists(st.dictionaries(st.sampled_from(PARTS), st.none() | st.integers(0, 1 << 42)), min_size=4, max_size=4))
def test_no_ledger_breaks_a_rule_and_what_is_found_adds_up(ledgers: list[dict[str, int | None]]) -> None:
    ends = [moment(sum(size or 0 for size in parts.values()), **parts) for parts in ledgers]
    measured = sweep(*(run(scale, end=end) for scale, end in zip(SCALES, ends, strict=True)))
    for rule in RULES:
        for finding in rule.findings(Measurements(measured)):
            assert finding.bytes is not None
            assert 0 < finding.bytes <= ends[-1].rss_bytes or finding.evidence["scale"] < 4
