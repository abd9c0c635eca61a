"""A process that is watched: marks of all threads, none of forks, and a record that outlives a kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import sparsemem
from sparsemem.errors import InputError
from sparsemem.live.watch_file import WatchRecord, read_watch
from sparsemem.units import MB

ROOT = Path(sparsemem.__file__).parents[1]


def wait_until(holds: object) -> None:
    """Until a callable is true, a minute at most."""
    deadline = time.monotonic() + 60
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)


def run(folder: Path, text: str) -> WatchRecord:
    """What a program wrote that watches itself into `a`."""
    line = [sys.executable, "-c", f"import os, sys, threading, time, sparsemem\n{text}"]
    subprocess.run(line, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, timeout=100)
    return read_watch(folder / "a")


def test_samples_marks_and_counters_are_written(tmp_path: Path) -> None:
    text = """
kept = []
with sparsemem.watch("a", every=0.02, counters={"kept": lambda: len(kept)}) as watch:
    for i in range(5):
        kept.append(bytearray(20_000_000))
        watch.mark("batch", rows=i * 10)
        time.sleep(0.05)
"""
    found = run(tmp_path, text)
    assert [one["counters"] for one in found.marks] == [{"kept": i + 1, "rows": i * 10} for i in range(5)]
    assert found.marks[4]["rss_bytes"] - found.marks[0]["rss_bytes"] > 70 * MB
    assert len(found.samples) > 3
    assert found.samples[-1]["rss_bytes"] > 90 * MB
    assert found.ended == "stopped"


def test_where_no_marks_come_the_recorder_sleeps(tmp_path: Path) -> None:
    text = """
def woken(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt"))
from sparsemem.live.watch_file import read_watch
with sparsemem.watch("a", every=1000) as watch:
    while not read_watch("a").looks: time.sleep(0.05)
    time.sleep(0.5)
    before = woken(watch._recorder.pid)
    time.sleep(2)
    times = woken(watch._recorder.pid) - before
    watch.mark("woken", times=times)
    while not read_watch("a").marks: time.sleep(0.05)
"""
    found = run(tmp_path, text)
    assert found.marks[0]["counters"]["times"] < 5


def test_the_ledger_is_read_as_well(tmp_path: Path) -> None:
    text = """
from sparsemem.live.watch_file import read_watch
kept = bytearray(50_000_000)
with sparsemem.watch("a", every=0.05):
    while not read_watch("a").looks: time.sleep(0.05)
"""
    found = run(tmp_path, text)
    moment = found.looks[0]["moment"]
    assert moment["ledger"]["malloc_live_bytes"] > 45 * MB
    assert moment["rss_bytes"] == sum(value or 0 for value in moment["ledger"].values())


def test_marks_of_all_threads_come_and_none_of_forks(tmp_path: Path) -> None:
    text = """
watch = sparsemem.watch("a", every=5).start()
def work(name):
    for i in range(50): watch.mark(name, i=i)
threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
for one in threads: one.start()
for one in threads: one.join()
if not os.fork():
    watch.mark("fork")
    watch.stop()
    os._exit(0)
os.wait()
watch.mark("last", lost=watch.lost)
watch.stop()
watch.stop()
"""
    found = run(tmp_path, text)
    marks = [one["mark"] for one in found.marks]
    assert {name: marks.count(name) for name in marks} == {"0": 50, "1": 50, "2": 50, "3": 50, "last": 1}
    assert (found.marks[-1]["counters"], found.ended) == ({"lost": 0}, "stopped")


def test_nothing_is_left_running_in_the_watched_process(tmp_path: Path) -> None:
    text = """
with sparsemem.watch("a"):
    assert threading.active_count() == 1
assert not open(f"/proc/self/task/{os.getpid()}/children").read()
"""
    assert run(tmp_path, text).ended == "stopped"


def test_what_was_marked_is_in_the_growth_at_once(tmp_path: Path) -> None:
    with sparsemem.watch(tmp_path / "a", every=60) as watch:
        for number in range(200):
            watch.mark("batch", number=number)
        assert len(watch.growth()["number"].series.values) == 200


@pytest.mark.parametrize("value", [True, None, "text", 1.5, float("inf"), 1 << 70, np.float64(2.5)])
def test_a_counter_is_what_json_makes_of_it(tmp_path: Path, value: object) -> None:
    with sparsemem.watch(tmp_path / "a") as watch:
        watch.mark("batch", value=value, other=1)  # type: ignore[arg-type]
    (mark,) = read_watch(tmp_path / "a").marks
    assert mark["counters"] == {"value": value, "other": 1}


def test_a_counter_that_json_has_no_word_for_is_refused(tmp_path: Path) -> None:
    with sparsemem.watch(tmp_path / "a") as watch:
        with pytest.raises(TypeError, match="int64 is not JSON serializable"):
            watch.mark("batch", value=np.int64(1))  # type: ignore[arg-type]
        watch.mark("batch", value=1)
    assert len(read_watch(tmp_path / "a").marks) == 1


def test_a_mark_makes_one_call_that_writes_and_wakes_nobody(tmp_path: Path) -> None:
    """The recorder sleeps through what is marked, and takes it when it looks the next time."""
    with sparsemem.watch(tmp_path / "a", every=60) as watch:
        assert watch._recorder is not None
        wakes = Path(f"/proc/{watch._recorder.pid}/status")
        before = _switches(wakes)
        for number in range(5_000):
            watch.mark("batch", number=number)
        assert _switches(wakes) - before < 1_000
        assert watch.lost == 0
    assert len(read_watch(tmp_path / "a").marks) == 5_000


def _switches(status: Path) -> int:
    """How often a process has gone to sleep."""
    return int(status.read_text().partition("\nvoluntary_ctxt_switches:")[2].split()[0])


def test_a_killed_process_leaves_a_record_up_to_its_end(tmp_path: Path) -> None:
    text = """
import sparsemem, os, time
watch = sparsemem.watch("a", every=0.02).start()
for i in range(100_000):
    watch.mark("batch", i=i)
    print(i, flush=True)
    time.sleep(0.01)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", text], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        last = int((said + process.stdout.readlines())[-1])
    wait_until(lambda: read_watch(tmp_path / "a").ended)
    found = read_watch(tmp_path / "a")
    assert found.ended == "the process ended"
    assert found.marks[-1]["counters"]["i"] >= last
    assert [one["counters"]["i"] for one in found.marks] == list(range(len(found.marks)))


def test_a_recorder_that_is_gone_is_in_nobodys_way(tmp_path: Path) -> None:
    text = """
import signal
watch = sparsemem.watch("a").start()
os.kill(watch._recorder.pid, signal.SIGKILL)
watch._recorder.wait()
for i in range(3): watch.mark("batch")
assert watch.lost == 3
watch.stop()
"""
    assert run(tmp_path, text).ended is None


def test_what_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file or directory"):
        sparsemem.watch(tmp_path / "none" / "a").start()


@pytest.mark.parametrize(("every", "most"), [(0, "10MB"), (-1, "10MB"), (1, "1kB"), (1, "much")])
def test_what_is_no_watch_is_refused(every: float, most: str) -> None:
    with pytest.raises(ValueError, match=r"size|watch"):
        sparsemem.watch("a", every, max_size=most)


def test_a_mark_that_is_too_long_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    with sparsemem.watch(tmp_path / "a") as watch:
        with pytest.raises(ValueError, match="up to 4096 bytes"):
            watch.mark("x" * 5_000)
        watch.mark("short")
    assert [one["mark"] for one in read_watch(tmp_path / "a").marks] == ["short"]
