"""The processes of a run: who is alike, who is a fork, and that nothing shared counts twice."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.quantities.prediction import tree_charged, tree_peak
from sparsemem.diagnose.quantities.workers import (
    alike,
    made_free_bytes,
    most_together,
    own_anonymous_bytes,
    short_command,
)
from sparsemem.model.run_processes import is_fork, others, root_of
from sparsemem.units import MB
from trees import process, sharing, tree

SPAWNED = "python -c from multiprocessing.spawn import spawn_main; spawn_main(pipe_handle=7)"


def test_the_root_is_the_process_without_a_parent_in_the_tree_that_came_first() -> None:
    orphan = process(7, None, None, parent=99, first_seconds=1.0)
    run = tree(1, orphan, process(8, None, None))
    assert root_of(run) is run.processes[0]
    assert [one.pid for one in others(run)] == [8, 7]


def test_a_fork_runs_its_parent_s_program() -> None:
    run = tree(1, process(2, None, None), process(3, None, None, command=SPAWNED))
    assert [is_fork(one, run) for one in run.processes] == [False, True, False]


def test_what_the_kernel_says_comes_before_the_command() -> None:
    renamed, started = (
        process(2, None, None, command="gunicorn: worker", forked=True),
        process(3, None, None, forked=False),
    )
    run = tree(1, renamed, started)
    assert (is_fork(renamed, run), is_fork(started, run)) == (True, False)


def test_workers_are_alike_when_their_commands_differ_in_numbers_alone() -> None:
    spawned = [process(pid, None, None, command=SPAWNED.replace("7", str(pid))) for pid in (4, 15)]
    sort = process(16, None, None, command="sort -n")
    assert [[one.pid for one in kind] for kind in alike(tree(1, *spawned, sort)).values()] == [[4, 15], [16]]


FORKED = sharing(own=0, shared=90, python=60, own_python=0)


@pytest.mark.parametrize(
    ("first", "last", "made"),
    [
        (sharing(own=0, shared=90, python=60, own_python=0), sharing(own=0, shared=90, python=60, own_python=0), 0),
        (sharing(own=0, shared=90, python=60, own_python=0), sharing(own=90, shared=0, python=60), 0),
        (
            sharing(own=0, shared=90, python=60, own_python=0),
            sharing(own=40, shared=90, python=100, own_python=40),
            40,
        ),
        (sharing(own=90, shared=2, python=70), sharing(own=90, shared=2, python=80), 80),
    ],
    ids=["shared still", "copied since", "made anew", "looked at late"],
)
def test_what_a_fork_has_from_its_parent_is_not_its_own_doing(first: object, last: object, made: int) -> None:
    worker = process(2, first, last)  # type: ignore[arg-type]
    assert made_free_bytes(worker, tree(1, worker), "python") == made * MB


def test_a_program_of_its_own_has_made_all_that_is_free_in_it() -> None:
    looked = sharing(own=50, shared=50, python=60, own_python=10)
    server = process(2, looked, looked, command="python server.py")
    assert made_free_bytes(server, tree(1, server), "python") == 60 * MB


def test_without_a_look_it_is_unknown() -> None:
    worker = process(2, None, None)
    assert made_free_bytes(worker, tree(1, worker), "malloc") is None
    assert own_anonymous_bytes(worker, tree(1, worker)) is None


def test_what_forks_share_with_their_parent_counts_once_in_the_forecast() -> None:
    looked = sharing(own=10, shared=90)
    run = tree(1, *(process(pid, looked, looked, anonymous=100) for pid in (2, 3, 4, 5)))
    assert tree_charged(run) == (20 + 4 * 10) * MB
    assert tree_peak(run) == (20 + 4 * 10) * MB


def test_workers_that_come_one_after_the_other_are_not_added_up() -> None:
    times = [(0.0, 1.0), (1.5, 2.5), (2.0, 4.0), (5.0, 6.0)]
    workers = [
        process(pid, None, None, anonymous=30, first_seconds=first, last_seconds=last)
        for pid, (first, last) in enumerate(times, 2)
    ]
    assert most_together(workers, lambda one: one.peak_rss_bytes or 0) == 60 * MB
    timeless = replace(workers[0], first_seconds=None, last_seconds=None)
    assert most_together([*workers, timeless], lambda one: one.peak_rss_bytes or 0) == 90 * MB
    assert most_together([], lambda one: 1) == 0


@pytest.mark.parametrize(
    ("command", "short"),
    [
        ("/usr/bin/python3 /srv/app/worker.py --port 80", "python3 worker.py --port 80"),
        (SPAWNED, "multiprocessing.spawn"),
        ("python " + "x" * 90, "python " + "x" * 30 + "..."),
    ],
)
def test_a_short_command_is_what_a_person_would_call_it(command: str, short: str) -> None:
    assert short_command(command, 40) == short
