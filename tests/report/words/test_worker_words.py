"""Who holds the live heap of a run's workers: at, just under and just over the bounds of what is told."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Heap, HeapOwner, Process
from sparsemem.report.words.worker_words import tell_holders_of_scan
from sparsemem.units import MB
from sweeps import sweep
from trees import look, process, sharing, tree

ROOT = Heap(1, 20 * MB, None, None, 1.0, (HeapOwner("app.ROWS", ("str",), 9, 20 * MB, 20 * MB),), ())
OF_ROOT = "app.ROWS 20.0 MB (100 %)."


def owner(name: str, size: int) -> HeapOwner:
    return HeapOwner(name, ("str",), 9, size, size)


def worker(pid: int, *owners: HeapOwner, live: int = 40, shared: int = 0) -> Process:
    """Sizes in MB."""
    made = process(pid, sharing(), sharing(own=live - shared, shared=shared))
    return replace(made, last=look(live), owners=owners or None)


def told(*workers: Process) -> list[str]:
    return tell_holders_of_scan(diagnose(sweep(tree(1, *workers), scales=(1,)), heap=ROOT))


def test_what_all_workers_hold_is_added_up_by_name() -> None:
    first = worker(2, owner("app.CACHE", 30 * MB), owner("app.SEEN", 6 * MB), owner("app.small", MB))
    second = worker(3, owner("app.CACHE", 36 * MB))
    assert told(first, second) == [
        "Live heap of 2 workers, 80.0 MB, held by: app.CACHE 66.0 MB (82 %); app.SEEN 6.0 MB (8 %, in 1 of them).",
        f"Live heap of the root, held by: {OF_ROOT}",
    ]


@pytest.mark.parametrize(("live", "lines"), [(20, 2), (19, 1)])
def test_workers_that_hold_less_than_the_root_are_left_out(live: int, lines: int) -> None:
    found = told(worker(2, owner("app.CACHE", 15 * MB), live=live))
    assert len(found) == lines
    assert found[0].startswith("Live heap of one worker, 20.0 MB" if lines == 2 else "Live heap, held by")


def test_what_forks_have_from_their_parent_is_not_theirs() -> None:
    many = [worker(pid, owner("app.TABLE", 30 * MB), shared=38) for pid in range(2, 6)]
    assert told(*many) == [f"Live heap, held by: {OF_ROOT}"]
    some = [worker(pid, owner("app.TABLE", 30 * MB), shared=20) for pid in range(2, 6)]
    assert told(*some)[0] == (
        "Live heap of 4 workers, 160 MB, pages that forks share counted for each, held by: app.TABLE 120 MB (75 %)."
    )


def test_workers_that_nobody_looked_into_are_not_told() -> None:
    assert told(worker(2)) == told() == [f"Live heap, held by: {OF_ROOT}"]
