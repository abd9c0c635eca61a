"""Dead reference cycles, from real programs to what is saved and said of them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem
from sparsemem.model.saved_records import load_record

SCREENS = """
import gc, os, sys
gc.set_threshold(100_000)
class Screen:
    def __init__(self):
        self.pixels = bytearray(b"\1" * 60_000)
        self.on_draw = self.draw
    def draw(self):
        return self.pixels[0]
KEPT = []
for number in range(400 * int(os.environ.get("SPARSEMEM_SCALE", 1))):
    Screen().draw()
    KEPT.append(bytes(1000))
"""
"""Each screen holds a method that holds the screen: 24 MB of them wait."""
RINGS = """
import gc, os
gc.set_threshold(100_000, 1_000, 1_000)
class Link:
    def __init__(self, number):
        self.number, self.other = str(number), None
for number in range(180_000 * int(os.environ.get("SPARSEMEM_SCALE", 1))):
    one, two = Link(number), Link(number)
    one.other, two.other = two, one
"""
"""The collector takes 100,000 of them at a time, and leaves few to the end."""
WAITS = 'print("ready", flush=True)\nsys.stdin.read()\n'
FREED = "gc.collect()\n"


@pytest.fixture
def waiting(request: pytest.FixtureRequest) -> Iterator[int]:
    """A process that has done its work, and waits."""
    child = subprocess.Popen(
        [sys.executable, "-c", request.param + WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    yield child.pid
    child.kill()
    child.communicate()


def attached(folder: Path, pid: int) -> Any:
    done = sparsemem(folder, "attach", str(pid), "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    load_record(done.stdout, "it")
    return json.loads(done.stdout)


def scanned(folder: Path, program: str) -> Any:
    (folder / "a.py").write_text(program)
    done = sparsemem(folder, "scan", "--quick", "--scales", "1,2", "--json", "out.json", "a.py")
    assert done.returncode == 0, done.stderr
    text = (folder / "out.json").read_text()
    load_record(text, "out.json")
    return json.loads(text)


def check_ledger(moment: Any) -> None:
    """Screens of 60 kB: what waits is malloc's, and no longer live; the parts add up."""
    ledger = moment["ledger"]
    assert ledger["malloc_garbage_bytes"] > 5 * ledger["malloc_live_bytes"]
    assert sum(size for size in ledger.values() if size is not None) == moment["rss_bytes"]
    live = ("python_live", "python_garbage", "malloc_live", "malloc_garbage", "pool_live")
    assert moment["live_bytes"] == sum(ledger[f"{part}_bytes"] for part in live)


def is_screen(cycle: Any, count: int) -> bool:
    """Whether the shape is that of the screens, with all that they hold."""
    known = (cycle["shape"], cycle["count"], cycle["objects"], cycle["waits"])
    assert known == ("Screen.on_draw -> method.__self__", count, 2 * count, "threshold")
    assert cycle["retained_bytes"] == pytest.approx(count * 60_300, rel=0.01)
    return True


@pytest.mark.parametrize("waiting", [SCREENS], indirect=True)
def test_a_running_process_is_told_what_waits_and_why(tmp_path: Path, waiting: int) -> None:
    report = attached(tmp_path, waiting)
    finding, heap = report["findings"][0], report["heap"]
    assert (report["verdict"], finding["code"], finding["severity"]) == ("cyclic", "SM130", "warning")
    assert finding["bytes"] == heap["garbage_bytes"] == pytest.approx(400 * 60_300, rel=0.01)
    assert is_screen(heap["cycles"][0], 400)
    assert finding["remedies"][0]["command"] == "weakref.WeakMethod"
    check_ledger(report["looks"][-1]["moment"])


@pytest.mark.parametrize("waiting", [SCREENS + FREED], indirect=True)
def test_nothing_waits_after_a_collection(tmp_path: Path, waiting: int) -> None:
    report = attached(tmp_path, waiting)
    assert report["heap"]["garbage_bytes"] == 0
    assert report["heap"]["cycles"] == []
    assert "SM130" not in [finding["code"] for finding in report["findings"]]
    ledger = report["looks"][-1]["moment"]["ledger"]
    assert (ledger["python_garbage_bytes"], ledger["malloc_garbage_bytes"]) == (0, 0)


def test_a_scan_tells_what_waits_at_the_end(tmp_path: Path) -> None:
    report = scanned(tmp_path, f"{SCREENS}import time; time.sleep(0.5)\n")
    finding, end = report["findings"][0], report["runs"][-1]["moments"]["end"]
    assert (report["verdict"], finding["code"]) == ("cyclic", "SM130")
    assert finding["bytes"] == pytest.approx(800 * 60_300, rel=0.03)
    assert is_screen(report["heap"]["cycles"][0], 800)
    assert report["heap"]["garbage_objects"] < 5 * 800, "none of it is ours"
    assert "withdraw" not in json.dumps(report["heap"]["cycles"])
    assert not [one for one in report["findings"] if one["severity"] != "note" and one["code"] != "SM130"]
    check_ledger(end)
    assert report["runs"][0]["moments"]["end"]["ledger"]["malloc_garbage_bytes"] is None


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="its collector may keep its counters elsewhere")
def test_a_scan_tells_what_one_collection_of_the_program_freed(tmp_path: Path) -> None:
    report = scanned(tmp_path, RINGS)
    (finding,) = (one for one in report["findings"] if one["code"] == "SM130")
    counted = report["runs"][-1]["collections"]
    assert 90_000 <= counted["most_objects"] <= 110_000
    assert 0 <= counted["took_low_seconds"] < counted["took_high_seconds"]
    assert finding["message"].startswith("One collection freed about")
    assert finding["subject"].count("Link") >= 1
    assert finding["bytes"] > 3 * (finding["evidence"]["waiting_bytes"] or 0)


FILLS = """
import gc, time
gc.set_threshold(3_000, 2, 2)
class Node:
    def __init__(self):
        self.me, self.data = self, bytes(1000)
for number in range(1000):
    Node()
print("ready", flush=True)
while True:
    Node()
    time.sleep(0.0001)
"""


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="its collector may keep its counters elsewhere")
def test_how_garbage_fills_and_drains(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", FILLS], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        done = sparsemem(tmp_path, "attach", str(child.pid), "--seconds", "3", "--json", "-")
        child.kill()
    heap = json.loads(done.stdout)["heap"]
    assert heap["garbage_growth_bytes"] is not None
    assert heap["collections"] >= 1
    assert heap["collected_objects"] >= 2_000
