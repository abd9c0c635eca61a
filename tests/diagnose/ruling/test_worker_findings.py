"""The rules asked of workers: at, just under and just over their bounds, and of innocents that look guilty."""

from dataclasses import replace

import pytest

from asking import of_workers
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Finding, Pinner, Process, Run
from sparsemem.units import MB
from sweeps import sweep
from trees import process, sharing, tree

FRESH = sharing(own=1, shared=5)
FREE = {
    "SM101": lambda size: sharing(own=100, python=size),
    "SM102": lambda size: sharing(own=100, malloc=size),
    "SM103": lambda size: sharing(own=100, malloc=size, trimmable=size),
}
EVERY_CODE = pytest.mark.parametrize("code", FREE)


def pool(code: str, *sizes: int) -> list[Process]:
    """A pool of forked workers with 100 MB each, of which so many MB are free."""
    return [process(pid, FRESH, FREE[code](size)) for pid, size in enumerate(sizes, 11)]


def found(code: str, *sizes: int, first: int = 4) -> list[Finding]:
    """What is found in a pool that has its sizes at 4x, and in proportion before."""
    runs = [tree(scale, *pool(code, *(size * scale // first for size in sizes))) for scale in range(1, first + 1)]
    return of_workers(sweep(*runs))


@EVERY_CODE
@pytest.mark.parametrize(
    ("size", "severity"),
    [(9, None), (10, "note"), (19, "note"), (20, "warning"), (60, "warning"), (99, "warning")],
)
def test_one_worker_alone_is_judged_by_the_bounds_of_a_process(code: str, size: int, severity: str | None) -> None:
    assert [(one.code, one.severity) for one in found(code, size)] == ([(code, severity)] if severity else [])


@EVERY_CODE
def test_one_of_four_is_named(code: str) -> None:
    (finding,) = found(code, 0, 0, 80, 1)
    assert finding.message.startswith("Worker 3 of 4 (pid 13, python pool.py): ")
    assert finding.subject == "worker 3 of 4 (pid 13, python pool.py)"
    assert finding.bytes == 80 * MB
    assert finding.evidence["of"] == 4
    assert [worker["pid"] for worker in finding.evidence["workers"]] == [13]


@EVERY_CODE
def test_four_that_are_alike_are_one_finding(code: str) -> None:
    (finding,) = found(code, 80, 60, 70, 80)
    assert finding.message.startswith("4 workers (pids 11, 12, 13, 14; python pool.py), together: ")
    assert finding.bytes == 290 * MB
    assert finding.severity == "error"


@EVERY_CODE
def test_many_small_ones_are_judged_together(code: str) -> None:
    small = [process(pid, FRESH, FREE[code](8), anonymous=16) for pid in range(11, 31)]
    (finding,) = of_workers(sweep(*(tree(scale, *small[: 5 * scale]) for scale in (1, 2, 3, 4))))
    assert finding.bytes == 160 * MB
    assert finding.severity == "error"
    assert finding.message.startswith("20 workers (pids 11, 12, 13, 14, ...;")


@EVERY_CODE
def test_workers_that_replaced_one_another_are_not_added_up(code: str) -> None:
    times = [{"first_seconds": number + 0.0, "last_seconds": number + 0.9} for number in range(4)]
    bad = [process(pid, FRESH, FREE[code](80), **seen) for pid, seen in enumerate(times, 11)]  # type: ignore[arg-type]
    (finding,) = of_workers(sweep(*(tree(scale, *bad[:scale]) for scale in (1, 4)), scales=(1, 4)))
    assert finding.bytes == 80 * MB
    assert finding.severity == "note"
    assert len(finding.evidence["workers"]) == 4


@EVERY_CODE
def test_four_healthy_ones_are_healthy(code: str) -> None:
    assert found(code, 4, 2, 3, 4) == []


@EVERY_CODE
def test_what_does_not_grow_with_the_data_is_a_note(code: str) -> None:
    (finding,) = of_workers(sweep(*(tree(scale, *pool(code, 80, 80)) for scale in (1, 2, 3, 4))))
    assert finding.severity == "note"
    assert "does not grow" in finding.message


def test_what_is_free_in_pages_of_the_parent_is_none_of_the_worker_s() -> None:
    inherited = sharing(own=0, shared=100, python=80, own_python=0)
    copied = sharing(own=100, shared=0, python=80)
    runs = [tree(scale, *(process(pid, inherited, copied) for pid in (2, 3))) for scale in (1, 2)]
    assert of_workers(sweep(*runs, scales=(1, 2))) == []


def test_what_nobody_looked_at_is_no_finding_and_no_failure() -> None:
    runs = [tree(scale, process(2, None, None)) for scale in (1, 2)]
    assert of_workers(sweep(*runs, scales=(1, 2))) == []


def test_a_program_that_is_no_python_is_not_judged() -> None:
    looked = sharing(own=200)
    unknown = type(looked)(*(None if "free" in name else 1 for name in looked.__dataclass_fields__))
    runs = [tree(scale, process(2, unknown, unknown, command="sort")) for scale in (1, 2)]
    assert of_workers(sweep(*runs, scales=(1, 2))) == []


def test_the_verdict_follows_a_bad_worker_and_who_pins_in_the_root_is_not_blamed_for_it() -> None:
    runs = [tree(scale, *pool("SM101", 20 * scale)) for scale in (1, 2, 3, 4)]
    report = diagnose(sweep(*runs), pinners=(Pinner("LABELS", "str", 5, 500, 1, 80 * MB, MB),))
    assert report.verdict == "sparse"
    assert report.findings[0].message.startswith("The child process (pid 11, python pool.py): ")
    assert "LABELS" not in report.findings[0].message
    assert "pinners" not in report.findings[0].evidence


KEEPERS = {
    "SM101": Pinner("__mp_main__.KEPT", "str", 900, MB, 70, 60 * MB, 55 * MB),
    "SM102": Pinner("__mp_main__.KEPT", "bytes", 900, MB, 9_000, 60 * MB, 55 * MB, heap="malloc"),
}


@pytest.mark.parametrize("code", KEEPERS)
def test_who_keeps_the_memory_of_the_worst_is_named(code: str) -> None:
    def runs(scale: int) -> Run:
        other, worst = pool(code, 30 * scale // 4, 80 * scale // 4)
        return tree(scale, replace(other, pinners=()), replace(worst, pinners=tuple(KEEPERS.values())))

    (finding,) = of_workers(sweep(*(runs(scale) for scale in range(1, 5))))
    assert "__mp_main__.KEPT in " in finding.message
    assert finding.subject is not None
    assert "KEPT" not in finding.subject
    assert [one["owner"] for one in finding.evidence["pinners"]] == ["__mp_main__.KEPT"]
    assert "__mp_main__.KEPT" in finding.remedies[0].text
    assert "55.0 MB" in finding.remedies[0].text
    assert finding.remedies[0].command == "KEPT = pickle.loads(pickle.dumps(KEPT))"
    assert len(finding.remedies) > len(found(code, 30, 80)[0].remedies)
