"""Descendants by the kernel's lists are those of psutil, and a kernel without lists is walked."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from sparsemem.measure.run import kernel_children
from sparsemem.measure.run.kernel_children import children_of, descendants_of

FAMILY = """
import subprocess, sys, threading
def start(): started.append(subprocess.Popen([sys.executable, "-I", "-S", "-c", "import sys; sys.stdin.read()"]))
started, hold = [], threading.Event()
start()
def work():
    start()
    ready.set()
    hold.wait()
ready = threading.Event()
thread = threading.Thread(target=work)
thread.start()
ready.wait()
print(flush=True)
sys.stdin.read()
hold.set()
"""


@pytest.fixture
def family() -> Iterator[int]:
    """A process with a child of its main thread and one of another thread."""
    line = [sys.executable, "-c", FAMILY]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        assert process.stdin is not None
        process.stdin.close()


def test_children_of_all_threads_are_there(family: int) -> None:
    if not kernel_children.has_lists():
        pytest.skip("this kernel keeps no lists of children (CONFIG_PROC_CHILDREN)")
    assert sorted(children_of(family)) == sorted(child.pid for child in psutil.Process(family).children())
    assert len(children_of(family)) == 2


@pytest.mark.parametrize("lists", [True, False])
def test_descendants_are_those_of_psutil(family: int, lists: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if lists and not kernel_children.has_lists():
        pytest.skip("this kernel keeps no lists of children (CONFIG_PROC_CHILDREN)")
    monkeypatch.setattr(kernel_children, "has_lists", lambda: lists)
    expected = {child.pid for child in psutil.Process(family).children(recursive=True)}
    assert {*descendants_of(family)} == expected
    assert expected < {*descendants_of(os.getpid())}


def test_some_children_are_left_out_with_all_below_them(family: int) -> None:
    found = descendants_of(os.getpid(), frozenset((family,)))
    assert not {family, *descendants_of(family)} & {*found}


def test_one_that_is_gone_has_none() -> None:
    assert descendants_of(4_194_302) == []
