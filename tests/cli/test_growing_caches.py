"""The growth of caches: over the scales of a scan, and over the looks at a running process."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem
from sparsemem.cli.main import main
from sparsemem.outside import heap_reading

SCANNED = """
import functools, os, sys
@functools.lru_cache(maxsize=None)
def price(i): return [i] * 60
@functools.lru_cache(maxsize=20_000)
def rate(i): return [i] * 60
for i in range(int(sys.argv[1])): price(i)
for i in range(20_000): rate(i)
"""
BEGINNING, END = (
    "import time; began = time.monotonic()\n",
    """
import json
ours = [one for one in sys.modules if one.startswith("sparsemem")]
with open("runs.txt", "a") as file: print(json.dumps([began, time.monotonic(), ours]), file=file)
""",
)
RUNNING = """
import functools, time
@functools.lru_cache(maxsize=None)
def price(i): return [i] * 20
for i in range(5_000): price(i)
print("ready", flush=True)
while True: i += 1; price(i); time.sleep(0.001)
"""


def test_a_scan_tells_what_each_unit_of_data_adds(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text(SCANNED)
    options = ("--scales", "1,3", "--repeats", "1", "--profile", "off", "--md", "report.md", "--json", "-")
    done = sparsemem(tmp_path, "scan", *options, "work.py", "--", "{20000}")
    assert done.returncode == 0, done.stderr
    caches = {one["owner"]: one for one in json.loads(done.stdout)["heap"]["caches"]}
    price, rate = caches["__main__.price"], caches["__main__.rate"]
    assert (price["entries"], price["entries_per_scale"]) == (60_000, 20_000)
    assert price["bytes_per_scale"] == pytest.approx(price["retained_bytes"] / 3, rel=0.1)
    assert (rate["entries_per_scale"], rate["bytes_per_scale"]) == (0, pytest.approx(0, abs=1 << 16))
    text = (tmp_path / "report.md").read_text()
    assert "for each 1x |" in text
    assert "It grows by 20,000 entries" in text


def test_the_census_begins_when_the_last_line_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work.py").write_text(BEGINNING + SCANNED + END)
    monkeypatch.chdir(tmp_path)
    read, read_caches = [], heap_reading.read_caches

    def noted(*some: Any, **named: Any) -> Any:
        read.append(time.monotonic())
        return read_caches(*some, **named)

    monkeypatch.setattr(heap_reading, "read_caches", noted)
    options = ("--quick", "--scales", "1,3", "--repeats", "1", "--json", "saved.json")
    assert main(["scan", *options, "work.py", "--", "{2000}"]) == 0
    runs = [json.loads(line) for line in Path("runs.txt").read_text().splitlines()]
    assert [ours for _, _, ours in runs] == [[]] * len(runs), "nothing of ours is in the program"
    assert [at for at in read for began, ended, _ in runs if began <= at <= ended] == []
    assert any(at > runs[-1][1] for at in read)


def test_looks_at_a_process_tell_what_was_added(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", RUNNING], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            done = sparsemem(tmp_path, "attach", str(child.pid), "--seconds", "2", "--json", "-")
        finally:
            child.kill()
    assert done.returncode == 0, done.stderr
    (price,) = (one for one in json.loads(done.stdout)["heap"]["caches"] if one["owner"] == "__main__.price")
    assert 0 < price["growth_entries"] < price["entries"]
    assert price["growth_bytes"] > 100 * price["growth_entries"]
