"""The process tree of a run, with real children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from commands import ROOT
from sparsemem.measure.run import process_tree
from sparsemem.measure.run.process_tree import Tree
from sparsemem.measure.run.tree_member import read_start, read_status
from sparsemem.units import MB

SLEEP = "import time; print(flush=True); time.sleep(60)"
FAMILY = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-I", "-S", "-c", {SLEEP!r}], stdout=-1)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""
ORPHAN = FAMILY.replace("time.sleep(60)\n", "")
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


@contextmanager
def child(program: str) -> Iterator["subprocess.Popen[str]"]:
    """A child of ours that has printed its first line."""
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until(holds: Callable[[], bool]) -> bool:
    """Whether it holds, within a generous time."""
    deadline = time.monotonic() + 20
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def test_a_tree_is_a_process_and_its_descendants() -> None:
    tree = Tree.before_start()
    with child(FAMILY) as process:
        tree.root = process.pid
        grandchild = int(first_line(process))
        assert {found.pid for found in tree.processes()} == {process.pid, grandchild}
        total = tree.look()
        tree.stop()
        assert set(tree.members) == {process.pid, grandchild}
        assert tree.members[grandchild].parent == process.pid
        assert tree.members[process.pid].parent == os.getpid()
        assert "time.sleep(60)" in tree.members[grandchild].command
        assert total == sum(member.status.rss_bytes or 0 for member in tree.members.values() if member.status)
        assert total > MB


def test_children_that_were_there_before_are_left_alone() -> None:
    with child(SLEEP) as elder:
        first_line(elder)
        tree = Tree.before_start()
        with child(SLEEP) as process:
            tree.root = process.pid
            first_line(process)
            assert [found.pid for found in tree.processes()] == [process.pid]
            tree.stop()
            assert process.wait(20) == -9
            assert elder.poll() is None


def test_stopping_leaves_no_descendant_behind() -> None:
    tree = Tree.before_start()
    with child(FAMILY) as process:
        tree.root = process.pid
        grandchild = int(first_line(process))
        tree.stop()
        assert tree.processes() == []
        assert process.wait(20) == -9
        assert until(lambda: not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == "zombie")


def test_with_grace_a_process_is_asked_first() -> None:
    tree = Tree.before_start()
    with child(SLEEP) as process:
        tree.root = process.pid
        first_line(process)
        tree.stop(grace_seconds=20)
        assert process.wait(20) == -15


def test_a_process_that_does_not_listen_is_killed_after_the_grace() -> None:
    tree = Tree.before_start()
    with child(STUBBORN) as process:
        tree.root = process.pid
        first_line(process)
        tree.stop(grace_seconds=0.2)
        assert process.wait(20) == -9


def test_shared_pages_count_once_in_the_proportional_sum() -> None:
    program = """
import os, time
block = b"x" * (64 << 20)
if os.fork():
    print(flush=True)
time.sleep(60)
"""
    tree = Tree.before_start()
    with child(program) as process:
        tree.root = process.pid
        first_line(process)
        assert until(lambda: len(tree.processes()) == 2)
        assert until(lambda: tree.look() > 120 * MB)
        assert 60 * MB < tree.proportional_bytes() < 110 * MB
        tree.stop()


def test_a_look_at_an_empty_tree_is_nothing() -> None:
    tree = Tree.before_start()
    assert (tree.look(), tree.proportional_bytes(), tree.members) == (0, 0, {})
    tree.stop()


def test_a_process_that_has_ended_is_no_longer_in_the_tree_but_was_seen() -> None:
    tree = Tree.before_start()
    with child(SLEEP) as process:
        tree.root = process.pid
        first_line(process)
        tree.look()
        seen = tree.members[process.pid].status
        process.kill()
        assert until(lambda: tree.processes() == [])
        assert tree.look() == 0
        assert tree.members[process.pid].status == seen


def test_the_status_of_a_living_process_and_of_none() -> None:
    status = read_status(os.getpid())
    assert status is not None
    assert status.rss_bytes is not None
    assert status.peak_rss_bytes is not None
    assert status.peak_rss_bytes >= status.rss_bytes * 0.9
    assert read_status(2**22 + 1) is None


def test_an_orphan_of_the_run_is_adopted_and_ended() -> None:
    # In a process of its own: whoever adopts orphans does so for the rest of its life.
    program = f"""
import subprocess, sys
from sparsemem.measure.run.process_tree import Tree, adopt_orphans
adopt_orphans()
tree = Tree.before_start()
root = subprocess.Popen([sys.executable, "-c", {ORPHAN!r}], stdout=subprocess.PIPE, text=True)
tree.root = root.pid
orphan = int(root.stdout.readline())
root.wait()
print([found.pid for found in tree.processes()] == [orphan])
tree.stop()
print(tree.processes())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT, check=True
    )
    assert done.stdout.split("\n")[:2] == ["True", "[]"]


def test_how_a_program_was_started_is_kept_by_a_fork_and_new_with_each_start() -> None:
    fork = "import os, time\nchild = os.fork()\nif child: print(child, flush=True)\ntime.sleep(60)"
    with child(fork) as parent, child(SLEEP) as other:
        forked = int(first_line(parent))
        first_line(other)
        starts = [read_start(pid) for pid in (parent.pid, forked, other.pid)]
        os.kill(forked, signal.SIGKILL)
    assert starts[0] == starts[1] != starts[2]
    assert all(starts)
    assert read_start(2**22 + 1) == b""


def test_one_that_a_list_of_the_kernel_misses_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree.before_start()
    with child(FAMILY) as process:
        tree.root = process.pid
        grandchild = int(first_line(process))
        tree.look()
        assert {*tree.living} == {process.pid, grandchild}
        monkeypatch.setattr(process_tree, "descendants_of", lambda pid, without: [process.pid])
        tree.look()
        assert {*tree.living} == {process.pid, grandchild}
        tree.stop()
        tree.look()
        assert tree.living == ()
