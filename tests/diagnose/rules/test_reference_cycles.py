"""When dead reference cycles are a finding, what is said of them, and what is no longer said of other layers."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.attachment_diagnosis import conclude
from sparsemem.diagnose.conclusions.diagnosis import answered, ask
from sparsemem.diagnose.conclusions.verdict import decide
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import AttachedLook, Collections, Cycle, Finding, Garbage, Heap, Moment, Sweep
from sparsemem.units import MB
from sweeps import moment, run, sweep
from trees import process, sharing, tree

TREE = Cycle("Node.children -> list[] -> Node.parent", ("Node", "list"), 3, 900, 4 * MB, 30 * MB, None, "threshold")
COUNTED = Collections(4, 500_000, 150_000, 1.5, enabled=True, took_low_seconds=0.08, took_high_seconds=0.12)
RING = Cycle("Link.next -> Link.previous", ("Link",), 1, 5, 500, 1000, None, "threshold")


def heap(garbage: int | None, *cycles: Cycle, tracked: int = 1000) -> Heap:
    """A heap beside which so much waits."""
    known = Heap(1, 10 * MB, None, None, None, (), ())
    return known if garbage is None else known.with_garbage(Garbage(tracked, 2 * tracked, garbage, 0, cycles))


def collected(size: int, total: int = 200 * MB, **freed: int) -> Sweep:
    """A program that ends with `size` bytes that our own collection frees into these parts of the ledger."""
    after = moment(total, python_live=total - size, **(freed or {"unattributed": size}))
    steps = dict.fromkeys(("after_collect", "after_release", "after_trim"), after)
    return sweep(*(run(scale, end=moment(total), **steps) for scale in (1, 4)), scales=(1, 4))


def found(measured: Measurements) -> list[Finding]:
    return [finding for finding in ask(measured) if finding.code == "SM130"]


@pytest.mark.parametrize(
    ("size", "total", "level"),
    [
        (100 * MB, 200 * MB, "error"),
        (100 * MB - 1, 199 * MB, "warning"),
        (100 * MB, 200 * MB + 1, "warning"),
        (10 * MB, 50 * MB, "warning"),
        (10 * MB - 1, 49 * MB, "note"),
        (10 * MB, 50 * MB + 1, "note"),
        (5 * MB, 50 * MB, "note"),
        (5 * MB - 1, 49 * MB, None),
        (5 * MB, 50 * MB + 1, None),
    ],
)
def test_what_a_collection_of_ours_frees_needs_a_share_and_a_size(size: int, total: int, level: str | None) -> None:
    measured = collected(size, total)
    levels = [finding.severity for finding in found(Measurements(measured))]
    assert levels == ([level] if level else [])
    expected = "cyclic" if level in ("error", "warning") else "healthy"
    assert decide(measured, ask(Measurements(measured))) == expected


def test_the_share_is_of_the_peak() -> None:
    measured = collected(20 * MB, 60 * MB)
    runs = tuple(replace(one, moments=replace(one.moments, peak=moment(300 * MB))) for one in measured.runs)
    assert [finding.severity for finding in found(Measurements(measured))] == ["warning"]
    assert found(Measurements(replace(measured, runs=runs))) == []


def test_it_names_the_shapes_and_says_why_they_wait() -> None:
    (finding,) = found(Measurements(collected(30 * MB, 60 * MB), heap=heap(31 * MB, TREE, RING)))
    assert finding.subject == TREE.shape
    assert "Node.children -> list[] -> Node.parent (3 of them, 30.0 MB)" in finding.message
    assert "Link" not in finding.message, "a thousand bytes are no cause"
    assert "objects and not bytes" in finding.message
    assert (finding.bytes, finding.evidence["waiting_bytes"]) == (30 * MB, 30 * MB)
    assert [one["shape"] for one in finding.evidence["cycles"]] == [TREE.shape, RING.shape]
    assert ("`Node.parent`" in finding.remedies[0].text, finding.remedies[0].command) == (True, "weakref.ref")
    assert finding.remedies[-1].command == "gc.collect()"


def test_the_most_that_one_collection_of_the_program_freed() -> None:
    measured = sweep(*(run(scale, end=moment(60 * MB)) for scale in (1, 4)), scales=(1, 4))
    counted = replace(measured, runs=tuple(replace(one, collections=COUNTED) for one in measured.runs))
    small = heap(200_000, TREE, tracked=1000)
    (finding,) = found(Measurements(counted, heap=small))
    assert (finding.bytes, finding.severity) == (150_000 * 200, "warning")
    assert finding.message.startswith("One collection freed about 28.6 MB at once, 48 % of")
    assert finding.message.count(", and took 80 ms to 0.1 s: until it came") == 1
    assert finding.evidence["freed_at_once_seconds"] == [0.08, 0.12]
    assert found(Measurements(measured, heap=small)) == [], "the counters were not read"
    assert found(Measurements(counted, heap=heap(0))) == [], "what an object keeps is not known"


def test_what_waits_in_workers_is_told_of_those_in_which_it_is_much() -> None:
    garbage = Garbage(10, 20, 30 * MB, 10 * MB, (TREE,), known_objects=2_000_000)
    shared = sharing(own=60, shared=30)
    bad = process(11, sharing(own=1), shared, anonymous=100, garbage=garbage, garbage_seconds=1.0)
    good = replace(bad, pid=12, garbage=replace(garbage, python_bytes=0, malloc_bytes=9))
    unseen = process(13, sharing(own=1), shared, anonymous=100)
    measured = sweep(*(tree(scale, bad, good, unseen) for scale in (1, 4)), scales=(1, 4))
    (finding,) = found(Measurements(measured))
    assert (finding.bytes, finding.severity) == (40 * MB, "warning")
    assert finding.message.startswith("Worker 1 of 3 (pid 11, python pool.py): 40.0 MB, 57 % of the anonymous memory")
    assert "Node.children -> list[] -> Node.parent (3 of them, 30.0 MB)" in finding.message
    assert "0.4 s to 1.2 s" in finding.remedies[-1].text
    assert decide(measured, [finding]) == "cyclic"


def test_of_a_worker_no_more_is_told_than_is_its_own() -> None:
    garbage = Garbage(10, 20, 90 * MB, 0, (TREE,))
    fork = process(11, sharing(shared=98), sharing(own=2, shared=98), anonymous=100, garbage=garbage)
    assert found(Measurements(sweep(tree(1, fork), scales=(1,)))) == [], "it is the parent's garbage"


def attached(seen: Moment, known: Heap | None) -> tuple[str, list[str]]:
    verdict, findings = conclude((AttachedLook(0.0, seen),), 0, heap=known)
    return verdict, [finding.code for finding in findings]


@pytest.mark.parametrize(("garbage", "expected"), [(20 * MB, "cyclic"), (20 * MB - 1, "healthy"), (None, "healthy")])
def test_a_running_process_is_judged_by_what_its_references_say(garbage: int | None, expected: str) -> None:
    verdict, _ = attached(moment(100 * MB), heap(garbage, TREE))
    assert verdict == expected


def test_whether_it_was_answered() -> None:
    seen = collected(0)
    assert "SM130" in answered(Measurements(seen))
    runs = tuple(replace(one, moments=replace(one.moments, after_collect=None)) for one in seen.runs)
    assert "SM130" not in answered(Measurements(replace(seen, runs=runs)))
    assert "SM130" in answered(Measurements(replace(seen, runs=runs), heap=heap(0)))


@pytest.mark.parametrize("part", ["python_free_pools", "malloc_free"])
def test_what_our_own_collection_freed_is_no_fragmentation(part: str) -> None:
    measured = collected(120 * MB, **{part: 120 * MB})
    assert [finding.code for finding in ask(Measurements(measured)) if finding.loud] == ["SM130"]


def test_what_was_free_before_the_collection_stays_fragmentation() -> None:
    steps = dict.fromkeys(
        ("after_collect", "after_release", "after_trim"), moment(200 * MB, python_free_pools=150 * MB)
    )
    ends = dict.fromkeys(("end", "after_atexit"), moment(200 * MB, python_free_pools=90 * MB))
    measured = sweep(*(run(scale, **(ends | steps)) for scale in (1,)), scales=(1,))
    loud = {finding.code: finding.bytes for finding in ask(Measurements(measured)) if finding.loud}
    assert loud == {"SM101": 90 * MB, "SM130": 60 * MB}


@pytest.mark.parametrize("part", ["python_free_pools", "malloc_free"])
def test_what_exit_handlers_freed_is_no_fragmentation_and_no_retention(part: str) -> None:
    freed = moment(200 * MB, **{part: 120 * MB})
    steps = dict.fromkeys(("after_atexit", "after_collect", "after_release"), freed)
    measured = sweep(run(1, end=moment(200 * MB), **steps, after_trim=freed), scales=(1,))
    assert not ask(Measurements(measured))
    if part == "malloc_free":
        measured = sweep(run(1, end=moment(200 * MB), **steps, after_trim=moment(80 * MB)), scales=(1,))
        assert not ask(Measurements(measured))
    measured = sweep(run(1, end=freed, **steps, after_trim=freed), scales=(1,))
    assert [finding.bytes for finding in ask(Measurements(measured)) if finding.loud] == [120 * MB]


def test_a_trim_that_needed_a_collection_first_is_no_retention() -> None:
    total, size = 200 * MB, 120 * MB
    freed = moment(total, malloc_free=size)
    steps = {"after_collect": freed, "after_release": freed, "after_trim": moment(total - size)}
    measured = sweep(run(1, end=moment(total), **steps), scales=(1,))
    assert [finding.code for finding in ask(Measurements(measured)) if finding.loud] == ["SM130"]
    kept = dict.fromkeys(("end", "after_atexit", "after_collect", "after_release"), freed)
    measured = sweep(run(1, **kept, after_trim=moment(total - size)), scales=(1,))
    assert [finding.code for finding in ask(Measurements(measured)) if finding.loud] == ["SM103"]
