"""The growth of caches: over the scales of a scan, and over the looks at a running process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from commands import sparsemem

SCANNED = """
import functools, os, sys
@functools.lru_cache(maxsize=None)
def price(i): return [i] * 60
@functools.lru_cache(maxsize=20_000)
def rate(i): return [i] * 60
for i in range(int(sys.argv[1])): price(i)
for i in range(20_000): rate(i)
"""
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
