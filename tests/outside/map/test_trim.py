"""What a trim would return, as it is told from outside, against what it returns."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sparsemem.outside import read_ledger

TRIM = """
import ctypes, sys
trim = ctypes.CDLL(None).malloc_trim
print("full", flush=True)
sys.stdin.readline()
trim(0)
print("trimmed", flush=True)
sys.stdin.readline()
"""
THREADS = """
import threading
done, stay = threading.Barrier(7), threading.Event()
def work():
    x = [bytes(1000) for _ in range(8_000)]
    {survivors}
    done.wait(); stay.wait()
for _ in range(6): threading.Thread(target=work, daemon=True).start()
done.wait()
"""
PROGRAMS = {
    "nothing": "",
    "all in one": "x = [bytes(2000) for _ in range(20_000)]; y = bytes(2000); del x",
    "pages between survivors": "x = [bytes(20_000) for _ in range(2_000)]; x = x[::7]",
    "no whole page free": "x = [bytes(1000) for _ in range(20_000)]; del x[::2]",
    "every object from malloc": "x = [[i, str(i)] for i in range(100_000)]; x = x[::300]",
    "a trim before": "x = [bytes(5000) for _ in range(5_000)]; x = x[::9]\n"
    "import ctypes; ctypes.CDLL(None).malloc_trim(0)",
    "tops of threads": THREADS.format(survivors="del x"),
    "survivors in threads": THREADS.format(survivors="x = x[::100]"),
    "several heaps in a thread": THREADS.replace("8_000", "90_000")
    .replace("6", "1")
    .replace("7)", "2)")
    .format(survivors="x = x[::100]"),
}


@pytest.fixture
def child(request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[str]"]:
    name = request.param
    malloc = {"PYTHONMALLOC": "malloc"} if name == "every object from malloc" else {}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAMS[name] + TRIM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | malloc,
    ) as running:
        yield running


def _say(child: "subprocess.Popen[str]") -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def _anonymous(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) * 1024


@pytest.mark.parametrize("child", PROGRAMS, indirect=True)
def test_a_trim_returns_what_was_foretold(child: "subprocess.Popen[str]") -> None:
    assert child.stdout is not None
    assert child.stdout.readline() == "full\n"
    foretold, before = read_ledger(child.pid).malloc.trimmable_bytes, _anonymous(child.pid)
    _say(child)
    assert child.stdout.readline() == "trimmed\n"
    returned = before - _anonymous(child.pid)
    _say(child)
    assert abs(foretold - returned) <= max(returned // 50, 256 * 1024)
