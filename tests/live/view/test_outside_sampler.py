"""A sampler at work: ledgers of a whole tree in turn, garbage look by look, and a share of a core for each kind."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

import sweeps
from sparsemem.live.view import core_share, outside_sampler
from sparsemem.live.view.descendant import Descendant
from sparsemem.live.view.looked_at import LookedAt
from sparsemem.live.view.loopback_page import data, page
from sparsemem.live.view.outside_sampler import Sampler
from sparsemem.units import MB

TREE = """
import gc, multiprocessing, sys
gc.disable()
class Ring: pass
def ring():
    made = Ring()
    made.own, made.load = made, bytes(1000)
def work(size, ready):
    kept = bytearray(b"x" * size)
    ready.release()
    multiprocessing.Event().wait()
if __name__ == "__main__":
    for _ in range(3_000): ring()
    ready = multiprocessing.Semaphore(0)
    for mb in (20, 60):
        multiprocessing.Process(target=work, args=(mb << 20, ready), daemon=True).start()
        ready.acquire()
    print("begun", flush=True)
    sys.stdin.readline()
    for _ in range(3_000): ring()
    print("more", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def tree(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process with 3 MB in cycles, which makes 3 MB more when it is told to; two workers hold 20 and 60 MB."""
    (tmp_path / "tree.py").write_text(TREE)
    line = [sys.executable, str(tmp_path / "tree.py")]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        assert process.stdin is not None
        process.stdin.close()  # Daemonic workers end with it.


def wait_until(so: Callable[[], bool], seconds: float = 100.0) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.05)


def live_of(member: Descendant) -> int:
    assert member.moment is not None
    assert member.moment.live_bytes is not None
    return member.moment.live_bytes


def test_each_of_a_tree_has_a_ledger_and_garbage_is_told_look_by_look(tree: "subprocess.Popen[str]") -> None:
    assert tree.stdin is not None
    assert tree.stdout is not None
    told: list[dict[str, Any]] = []
    seen = LookedAt(tree.pid, "tree.py")
    sampler = Sampler(seen, 0.1, told.append)
    sampler.start()
    try:
        sampler.ask_for_owners()
        wait_until(lambda: len(seen.garbage) == 1)
        tree.stdin.write("more\n")
        tree.stdin.flush()
        tree.stdout.readline()
        sampler.ask_for_owners()
        wait_until(lambda: len(seen.garbage) == 2)
        wait_until(lambda: len([one for one in seen.descendants if one.moment]) == 2)
    finally:
        sampler.stop()
    assert seen.trouble is None
    first, second = (size for _, size in seen.garbage)
    assert first is not None
    assert second is not None
    assert 3_000 * 1_000 < first < 4_500_000
    assert second - first == pytest.approx(first, rel=0.1)
    large, small = map(live_of, seen.descendants)
    assert 60 * MB < large < 75 * MB
    assert 20 * MB < small < 35 * MB
    assert {entry["descendant"]["pid"] for entry in told if "descendant" in entry} == {
        one.pid for one in seen.descendants
    }
    assert str(seen.descendants[0].pid) in data(seen)
    assert "Descendants" in page(seen)


def test_of_a_process_that_has_given_its_memory_back_there_is_no_sample() -> None:
    told: list[dict[str, Any]] = []
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        seen = LookedAt(process.pid, "input")
        sampler = Sampler(seen, 0.1, told.append)
        sampler._sample()
        assert [one.rss_bytes > 0 for one in seen.samples] == [True]
        process.kill()
        wait_until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE)
        sampler._sample()
    assert len(seen.samples) == len(told) == 1


def test_looks_at_ledgers_leave_the_half_to_the_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine each ledger costs what there is: the heap would never have its turn."""
    at, spent, looks = [0.0], [0.0], {"ledger": 0, "heap": 0, "asked": 0}

    def reader(name: str, seconds: float) -> Callable[[], None]:
        def read() -> None:
            looks[name] += 1
            spent[0] += seconds

        return read

    monkeypatch.setattr(time, "thread_time", lambda: spent[0])
    monkeypatch.setattr(core_share, "_spent", lambda: spent[0])
    monkeypatch.setattr(core_share.CoreShare, "seconds", property(lambda share: at[0]))
    monkeypatch.setattr(outside_sampler, "_beside", lambda read: read())
    sampler = Sampler(LookedAt(os.getpid(), "tests", moments=[(0.0, sweeps.moment())]), 1.0, lambda entry: None)
    for name in ("_sample", "_read_pss"):
        monkeypatch.setattr(sampler, name, lambda: None)
    monkeypatch.setattr(sampler, "_read_next_ledger", reader("ledger", 0.5))
    monkeypatch.setattr(sampler, "_read_heap", reader("heap", 2.0))
    for at[0] in map(float, range(1, 1_001)):
        sampler._turn()
    assert looks["ledger"] == pytest.approx(1_000 * core_share.SHARE / 2 / 0.5, abs=2)
    assert looks["heap"] == pytest.approx(1_000 * core_share.SHARE / 2 / 2.0, abs=2)
    within_share = spent[0]
    monkeypatch.setattr(sampler, "_read_heap", reader("asked", 100.0))
    sampler.ask_for_owners()
    sampler._turn()
    assert looks["asked"] == 1
    assert sampler._share._used() - sampler._share._spent_on_asked == pytest.approx(within_share, abs=0.5)
