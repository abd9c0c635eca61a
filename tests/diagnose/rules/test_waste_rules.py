"""SM150 and SM151: when waste is worth a word, what is said of it, and what to do."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.diagnosis import ask
from sparsemem.diagnose.conclusions.verdict import decide
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Heap, HeapOwner, Waste
from sparsemem.units import MB
from sweeps import moment, run, sweep

CITIES = Waste("equal values", "shop.rows", "str", 999_900, 60 * MB, objects=1_000_000)
JOBS = Waste("empty room", "shop.tracker > Tracker.jobs", "dict", 1, 80 * MB, 1, 10, 80 * MB)


def found(waste: Waste, live: int = 200 * MB, **owner: object) -> list[Finding]:
    fields = {"types": (), "objects": 1, "live_bytes": 90 * MB, "retained_bytes": 90 * MB} | owner
    heap = Heap(1, live, None, None, None, (HeapOwner(waste.owner, **fields),), (), waste=(waste,))
    measured = sweep(run(1, end=moment(anonymous=live, python_live=live)))
    every = ask(Measurements(measured, heap=heap))
    assert decide(measured, every) in ("healthy", "inconclusive"), "waste alone is no verdict"
    return [one for one in every if one.code in ("SM150", "SM151")]


@pytest.mark.parametrize(
    ("size", "live", "level"),
    [
        (50 * MB, 200 * MB, "warning"),
        (50 * MB - 1, 100 * MB, "note"),
        (50 * MB, 200 * MB + 1000, "note"),
        (20 * MB, 200 * MB, "note"),
        (20 * MB - 1, 200 * MB, None),
        (5 * MB, 50 * MB, "note"),
        (5 * MB - 1, 10 * MB, None),
    ],
)
@pytest.mark.parametrize("waste", [CITIES, JOBS])
def test_the_severity_at_its_bounds(waste: Waste, size: int, live: int, level: str | None) -> None:
    findings = found(replace(waste, bytes=size), live)
    assert [one.severity for one in findings] == ([level] if level else [])


def test_equal_values_are_told_by_owner_count_and_share() -> None:
    (finding,) = found(CITIES)
    assert (finding.code, finding.subject, finding.bytes) == ("SM150", "shop.rows", 60 * MB)
    assert finding.message == (
        "shop.rows keeps 999,900 of 1,000,000 str that are equal to others: with one object of each value 60.0 MB, "
        "30 % of the live heap would go."
    )
    assert finding.evidence["live_bytes"] == 200 * MB


def test_a_sample_is_called_so() -> None:
    (finding,) = found(replace(CITIES, every=5))
    assert finding.message.endswith("Worked out from one in 5 of these objects.")


@pytest.mark.parametrize(
    ("kind", "owner", "command"),
    [
        ("str", {"type": "list", "types": ("Row", "str")}, "row.city = sys.intern(row.city)"),
        ("str", {"type": "DataFrame", "types": ("str",)}, 'frame["city"] = frame["city"].astype("category")'),
        ("float", {"type": "list", "types": ("float",)}, 'values = array.array("d", values)'),
        ("int", {"type": "list", "types": ("int",)}, 'values = array.array("q", values)'),
        ("int", {"type": "dict", "types": ("int",)}, "value = one_of_each.setdefault(value, value)"),
        ("bytes", {"type": "dict", "types": ("bytes",)}, "value = one_of_each.setdefault(value, value)"),
    ],
)
def test_the_remedy_fits_what_holds_the_values(kind: str, owner: dict[str, object], command: str) -> None:
    (finding,) = found(replace(CITIES, type=kind), **owner)
    assert finding.remedies[0].command == command


def test_one_wide_dict_is_told_with_what_is_in_it() -> None:
    (finding,) = found(JOBS)
    assert (finding.code, finding.severity, finding.subject) == ("SM151", "warning", "shop.tracker > Tracker.jobs")
    assert finding.message == (
        "A dict of shop.tracker > Tracker.jobs has 80.0 MB of room for 10 entries: without what is empty 80.0 MB, "
        "40 % of the live heap would go."
    )
    assert finding.remedies[0].command == "jobs = dict(jobs)"
    (other,) = found(replace(JOBS, owner="Tracker.in_flight", type="set"))
    assert other.remedies[0].command == "in_flight = set(in_flight)"


def test_many_small_containers_are_told_together() -> None:
    """Then the command is an example."""
    lists = Waste("empty room", "shop.baskets", "list", 900_000, 30 * MB, 1_000_000, 900_000, 45 * MB)
    (finding,) = found(lists)
    assert finding.message.startswith("900,000 of 1,000,000 list objects of shop.baskets have 45.0 MB of room for")
    assert finding.remedies[0].command == "row = tuple(row)"


def test_a_heap_that_was_not_looked_at_answers_nothing() -> None:
    from sparsemem.diagnose.rules import repeated_values, wide_containers  # noqa: PLC0415

    measured = Measurements(sweep())
    for rule in (repeated_values.RULE, wide_containers.RULE):
        assert rule.findings(measured) == []
        assert not rule.is_answered(measured)
