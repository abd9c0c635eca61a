"""When garbage that no collection frees is a finding, and what is said of it."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.attachment_diagnosis import conclude
from sparsemem.diagnose.conclusions.diagnosis import answered, ask
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import AttachedLook, Cycle, Finding, Garbage, Heap, Uncollectable
from sparsemem.units import MB
from sweeps import moment, run, sweep

BACK = Uncollectable("resurrected", ("Phoenix", "list"), 50, 15 * MB)
SAVED = Uncollectable("gc.garbage", ("Node",), 700, 25 * MB, saves_all=True)
RING = Cycle("Link.next -> Link.previous", ("Link",), 5, 10, 500, 30 * MB, None, "frozen")


def heap(*uncollectable: Uncollectable, garbage: int = 0) -> Heap:
    """A heap in which so much is dead, or never freed."""
    known = Heap(1, 10 * MB, None, None, None, (), ())
    return known.with_garbage(Garbage(10, 10, garbage, 0, (RING,) if garbage else (), uncollectable))


def found(known: Heap | None, total: int = 60 * MB) -> list[Finding]:
    measured = sweep(*(run(scale, end=moment(total)) for scale in (1, 4)), scales=(1, 4))
    return [one for one in ask(Measurements(measured, heap=known)) if one.code == "SM131"]


@pytest.mark.parametrize(
    ("size", "total", "level"),
    [
        (12 * MB, 60 * MB, "warning"),
        (12 * MB - 1, 60 * MB, "note"),
        (3 * MB, 60 * MB, None),
        (100 * MB, 200 * MB, "error"),
    ],
)
def test_it_needs_a_share_and_a_size(size: int, total: int, level: str | None) -> None:
    findings = found(heap(replace(BACK, retained_bytes=size)), total)
    assert [one.severity for one in findings] == ([level] if level else [])


def test_each_reason_is_told_with_its_remedy_the_largest_first() -> None:
    (finding,) = found(heap(BACK, SAVED))
    assert (finding.bytes, finding.subject) == (40 * MB, "Node")
    assert "700 objects (Node; 25.0 MB) are kept in gc.garbage" in finding.message
    assert "50 objects (Phoenix, list; 15.0 MB) were dead, and were brought back" in finding.message
    assert [one.command for one in finding.remedies] == ["gc.set_debug(0); gc.garbage.clear()", "weakref.finalize"]
    assert [one["why"] for one in finding.evidence["uncollectable"]] == ["gc.garbage", "resurrected"]


def test_without_the_flag_the_list_is_to_be_emptied() -> None:
    (finding,) = found(heap(replace(SAVED, saves_all=False)))
    assert finding.remedies[0].command == "gc.garbage.clear()"


def test_what_is_frozen_does_not_wait() -> None:
    """The same bytes are not told twice: of a running process no collection would bring them."""
    frozen = Uncollectable("frozen", ("Link",), 10, 30 * MB)
    verdict, findings = conclude((AttachedLook(0.0, moment(60 * MB)),), 0, heap=heap(frozen, garbage=30 * MB))
    assert (verdict, [one.code for one in findings]) == ("cyclic", ["SM131"])
    assert "gc.freeze()" in str(findings[0].remedies[0].command)


def test_whether_it_was_answered() -> None:
    measured = sweep(run(1, end=moment(60 * MB)))
    assert "SM131" not in answered(Measurements(measured))
    assert "SM131" in answered(Measurements(measured, heap=heap()))
    assert found(None) == []
