"""A process that forks while it is read: its pages stay shared, and what is read stays right."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sparsemem.outside.memory.fork_watch import ForkWatch
from sparsemem.outside.memory.live_process import ProcessMemory
from sparsemem.procfs import parse_rollup, shares_anonymous_pages

PAGES = 40 << 8
HOLDER = f"""
import ctypes, os, subprocess, sys
held = bytearray(b"x") * ({PAGES} << 12)
print(ctypes.addressof(ctypes.c_char.from_buffer(held)), flush=True)
for line in sys.stdin:
    if line == "fork\\n" and not os.fork():
        os.read(os.open({{pipe!r}}, os.O_RDONLY), 1)
        os._exit(0)
    if line == "program\\n":
        subprocess.Popen(["sleep", "30"], stdin=subprocess.DEVNULL)
    print("done", flush=True)
"""


class Holder:
    """A process with 40 MB that forks when it is told to."""

    def __init__(self, pipe: Path) -> None:
        os.mkfifo(pipe)
        program = [sys.executable, "-c", HOLDER.format(pipe=str(pipe))]
        self.process = subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.pid, self.start = self.process.pid, int(self.line())

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def do(self, what: str) -> None:
        assert self.process.stdin is not None
        print(what, file=self.process.stdin, flush=True)
        assert self.line() == "done\n"

    def rollup(self) -> str:
        return Path(f"/proc/{self.pid}/smaps_rollup").read_text()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Holder]:
    if parse_rollup(Path("/proc/self/smaps_rollup").read_text()).pss_anonymous_bytes is None:
        pytest.skip("this kernel does not tell anonymous memory apart in its sums")
    made = Holder(tmp_path / "pipe")
    yield made
    os.killpg(made.pid, 9)
    made.process.communicate()


def test_reading_on_after_a_fork_leaves_the_pages_shared(holder: Holder) -> None:
    memory = ProcessMemory(holder.pid)
    assert bytes(memory.span(holder.start, 4)) == b"xxxx"
    holder.do("fork")
    before = parse_rollup(holder.rollup()).pss_anonymous_bytes or 0
    assert bytes(memory.span(holder.start, PAGES << 12)) == b"x" * (PAGES << 12)
    rows, found = memory.gather(np.arange(PAGES, dtype=np.uint64) * np.uint64(4096) + np.uint64(holder.start), 8)
    assert found.all()
    assert (rows == ord("x")).all()
    after = parse_rollup(holder.rollup()).pss_anonymous_bytes or 0
    assert after - before < 1 << 20


def test_a_fork_is_told_and_what_others_begin_is_not(holder: Holder) -> None:
    watch = ForkWatch(holder.pid)
    assert not watch.shares_pages()
    subprocess.run(["true"], check=True)
    assert not watch.shares_pages()
    holder.do("fork")
    assert watch.shares_pages()


def test_a_child_that_runs_another_program_shares_nothing(holder: Holder) -> None:
    watch = ForkWatch(holder.pid)
    holder.do("program")
    deadline = time.monotonic() + 30
    while shares_anonymous_pages(holder.rollup()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not watch.shares_pages()


def test_more_newcomers_than_are_asked_one_by_one(holder: Holder) -> None:
    watch = ForkWatch(holder.pid)
    holder.do("fork")
    for _ in range(70):
        os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)
    assert watch.shares_pages()
