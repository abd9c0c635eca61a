"""The diagnosis of a process that was already running, by numbers."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.attachment_diagnosis import as_sweep, conclude, diagnose_attachment
from sparsemem.model import AttachedLook, Copies, Moment, Observation, Pinner, RunningTarget
from sparsemem.units import MB
from sweeps import moment
from trees import process, sharing, tree

TOTAL = 200 * MB
LEVELS = [
    (100 * MB, "error"),
    (100 * MB - 1, "warning"),
    (40 * MB, "warning"),
    (40 * MB - 1, "note"),
    (20 * MB, "note"),
    (20 * MB - 1, None),
]


def levels(found: Moment, trimmable: int = 0) -> dict[str, str]:
    """The severity of each finding, by its code."""
    _, findings = conclude((AttachedLook(0.0, found),), trimmable)
    return {finding.code: finding.severity for finding in findings}


@pytest.mark.parametrize(("size", "level"), LEVELS)
@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("python_free_pools", "SM101"),
        ("python_free_blocks", "SM101"),
        ("malloc_free", "SM102"),
        ("unattributed", "SM105"),
    ],
)
def test_parts_of_the_ledger_at_their_bounds(part: str, code: str, size: int, level: str | None) -> None:
    assert levels(moment(TOTAL, **{part: size})).get(code) == level


@pytest.mark.parametrize(("size", "level"), LEVELS)
def test_what_a_trim_would_return_is_retention_and_no_fragmentation(size: int, level: str | None) -> None:
    found = levels(moment(TOTAL, malloc_free=size), size)
    assert (found.get("SM103"), found.get("SM102")) == (level, None)


def test_a_trim_returns_no_more_than_there_is() -> None:
    sweep = as_sweep(moment(TOTAL, malloc_free=MB), 50 * MB)
    after = sweep.runs[0].moments.after_trim
    assert after is not None
    assert after.ledger is not None
    assert (after.anonymous_bytes, after.ledger.malloc_free_bytes) == (TOTAL - MB, 0)


@pytest.mark.parametrize(
    "found",
    [
        replace(moment(TOTAL), ledger=None),
        moment(TOTAL, malloc_free=None),
        replace(moment(TOTAL), anonymous_bytes=None),
        moment(0),
    ],
)
def test_what_is_unknown_is_not_found_and_breaks_nothing(found: Moment) -> None:
    verdict, findings = conclude((AttachedLook(0.0, found),), 50 * MB)

    assert findings == ()
    assert verdict == ("inconclusive" if found.live_bytes is None else "healthy")


def test_one_look_without_a_gap_is_healthy() -> None:
    assert conclude((AttachedLook(0.0, moment(TOTAL)),), 0) == ("healthy", ())


def test_a_note_decides_no_verdict() -> None:
    verdict, findings = conclude((AttachedLook(0.0, moment(TOTAL, python_free_pools=30 * MB)),), 0)
    assert (verdict, [finding.severity for finding in findings]) == ("healthy", ["note"])


def test_growth_decides_when_it_is_more_than_the_holes() -> None:
    looks = tuple(
        AttachedLook(10.0 * n, moment(TOTAL, python_live=30 * n * MB, python_free_pools=TOTAL - 30 * n * MB))
        for n in range(5)
    )
    verdict, findings = conclude(looks, 0)
    assert verdict == "growing"
    assert [finding.code for finding in findings] == ["SM120", "SM101"]


def test_those_who_pin_are_named() -> None:
    pinner = Pinner("shop.LABELS", "str", 1000, 60_000, 150, 90 * MB, 80 * MB)
    look = AttachedLook(0.0, moment(TOTAL, python_free_pools=100 * MB))
    _, (finding,) = conclude((look,), 0, (pinner,))
    assert "1,000 str of shop.LABELS in 150 arenas" in finding.message
    assert finding.evidence["pinners"][0]["owner"] == "shop.LABELS"


@pytest.mark.parametrize(("grown", "verdict"), [(145, "inconclusive"), (41, "inconclusive"), (39, "healthy")])
def test_a_live_heap_that_grew_between_two_looks_is_no_clear_no(grown: int, verdict: str) -> None:
    looks = (
        AttachedLook(0.0, moment((200 - grown) * MB)),
        AttachedLook(8.8, moment(200 * MB)),
    )
    assert conclude(looks, 0) == (verdict, ())


def test_looks_enough_that_go_up_and_down_are_work_and_no_growth() -> None:
    sizes = (50, 190, 60, 180, 70, 200)
    looks = tuple(AttachedLook(float(n), moment(size * MB)) for n, size in enumerate(sizes))
    assert conclude(looks, 0)[0] == "healthy"


def test_what_forks_of_a_family_have_copied_is_a_note() -> None:
    workers = [process(pid, None, sharing(), copies=Copies(100 * MB, 60 * MB, None)) for pid in (2, 3)]
    family = tree(1, *workers).processes
    seen = Observation(RunningTarget(1, "pool", "3.11"), (AttachedLook(0.0, moment(TOTAL)),), trimmable_bytes=0)
    found = diagnose_attachment(replace(seen, processes=family))
    assert [(one.code, one.severity, one.bytes) for one in found.findings] == [("SM108", "note", 120 * MB)]
    assert found.verdict == "healthy"
    assert not diagnose_attachment(seen).findings
