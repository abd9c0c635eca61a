"""The processes of a run on a terminal."""

import pytest
from rich.console import Console

from golden import check, rendered
from sparsemem.model import Garbage, Run
from sparsemem.report.terminal.processes_table import print_processes
from sparsemem.report.words.unlooked_workers import unlooked_workers
from sparsemem.units import MB
from trees import process, sharing, tree

FORKED, NOW = sharing(own=1, shared=90), sharing(own=61, shared=30, python=40)
SPAWNED = "/usr/bin/python3 -B -c from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5) --x"
POOL = tree(
    4,
    process(4194304, FORKED, NOW, anonymous=1200),
    process(11, FORKED, NOW, anonymous=90),
    process(12, sharing(own=30), sharing(own=30), command=SPAWNED, anonymous=30),
    process(13, None, None, command="sort [-n]"),
)


def text(run: Run, width: int, encoding: str = "utf-8") -> str:
    def write(console: Console) -> None:
        print_processes(run, console)

    return rendered(write, width, encoding)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_looks_as_it_did(width: int) -> None:
    check(text(POOL, width), f"processes-{width}.txt")


def test_what_waits_for_the_collector_has_a_column_where_it_is_known_of_any() -> None:
    waits = process(11, FORKED, NOW, anonymous=90, garbage=Garbage(1, 2, 30 * MB, 5 * MB, ()))
    check(text(tree(4, waits, process(13, None, None)), 100), "processes-garbage.txt")


@pytest.mark.parametrize("width", [20, 40, 71, 72, 80, 200])
def test_no_line_is_too_long_and_each_process_is_there(width: int) -> None:
    found = text(POOL, width)
    assert max(map(len, found.splitlines())) <= width
    assert "…" not in found
    assert all(str(one.pid) in found for one in POOL.processes)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_old_encodings_show_it(encoding: str) -> None:
    assert "4194304" in text(POOL, 80, encoding)


def test_one_process_alone_is_nothing_more() -> None:
    assert text(tree(1), 80) == ""


def test_of_many_the_largest_are_shown_and_the_others_counted() -> None:
    run = tree(1, *(process(pid, None, None, command=f"python w.py {pid}") for pid in range(100, 130)))
    assert "Smaller ones that are not shown: 19." in " ".join(text(run, 200).split())


def test_why_nothing_is_known_of_what_waits_in_a_worker() -> None:
    large = process(10, FORKED, NOW, anonymous=500)
    killed = [process(pid, FORKED, NOW, exit_code=-9) for pid in (11, 12)]
    seen = process(13, FORKED, NOW, exit_code=-9, garbage=Garbage(1, 2, 0, 0, ()))
    began_another = process(14, FORKED, NOW, forked=False)
    small = process(15, FORKED, NOW, anonymous=10)
    told = unlooked_workers(tree(1, large, *killed, seen, began_another, small, process(16, FORKED, NOW)))
    assert told == (
        "Workers that ended before garbage was looked for: 5 (2 by signal 9, 1 too large for a look while the "
        "program waits, 1 an interpreter of its own, 1 in a way that is not heard of)."
    )
    assert unlooked_workers(tree(1, seen, small)) == ""
