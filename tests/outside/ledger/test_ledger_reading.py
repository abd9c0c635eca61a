"""Ledgers of living processes: every part, closed over the RSS."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from sparsemem.errors import InputError
from sparsemem.outside import Reading, read_ledger
from tests.outside.children import Start, interpreters

MB = 1 << 20
THREADS = """
import threading
e = threading.Event()
def f():
    x = [i for i in range(9_000)]; d = [bytes(2_000) for _ in range(50)]; e.wait()
t = [threading.Thread(target=f, daemon=True) for _ in range(200)]
[u.start() for u in t]
import time; time.sleep(1)
"""
PROGRAMS = {
    "plain": "x = [{'a': i} for i in range(100_000)]; x = x[::7]",
    "json": "import json; x = json.loads(json.dumps([{'a': i, 'b': str(i)} for i in range(90_000)]))",
    "sqlite": "import sqlite3; c = sqlite3.connect(':memory:'); c.execute('create table t(a, b)')\n"
    "c.executemany('insert into t values (?, ?)', ((i, str(i)) for i in range(90_000)))",
    "xml": "import xml.etree.ElementTree as E; r = E.fromstring('<a>' + '<b c=\"d\">x</b>' * 90_000 + '</a>')",
    "asyncio": "import asyncio\nasync def f(i):\n    await asyncio.sleep(0.01); return {'i': i}\n"
    "async def m():\n    return await asyncio.gather(*(f(i) for i in range(9_000)))\nx = asyncio.run(m())",
    "recursion": "import sys; sys.setrecursionlimit(100_000)\ndef f(n):\n    return n and f(n - 1)\nf(20_000)",
    "trimmed": "x = [bytes(5_000) for _ in range(9_000)]; x = x[::20]\n"
    "import ctypes; ctypes.CDLL(None).malloc_trim(0)",
}
LIBRARIES = {
    "numpy": "import numpy as np; x = [np.random.rand(n * 1000) for n in range(1, 120)]; del x[::2]\n"
    "z = np.zeros(9_000_000); z.sum(); e = np.empty(9_000_000)",
    "pandas": "import pandas as pd; t = pd.DataFrame({'a': range(400_000)}); t['b'] = t.a.astype(str)\n"
    "g = t.groupby('b').sum()",
    "sklearn": "from sklearn.ensemble import RandomForestRegressor as R; import numpy as np\n"
    "m = R(9).fit(np.random.rand(4_000, 9), np.random.rand(4_000))",
    "lxml": "from lxml import etree; r = etree.fromstring('<a>' + '<b c=\"d\">x</b>' * 90_000 + '</a>')",
}


def _closes(reading: Reading) -> None:
    moment = reading.moment
    assert moment.ledger is not None
    assert moment.ledger.total_bytes == moment.rss_bytes
    for name, value in moment.ledger.parts():
        assert value is None or value >= 0, name
    unattributed = moment.ledger.unattributed_bytes
    assert unattributed is not None
    assert unattributed <= max(moment.rss_bytes // 50, 8 * MB)


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", [*PROGRAMS, "threads"])
def test_closes_over_the_rss(start: Start, python: str, name: str) -> None:
    child = start(PROGRAMS.get(name, THREADS), python)
    reading = read_ledger(child.pid)
    _closes(reading)
    ledger = reading.moment.ledger
    assert ledger is not None
    assert ledger.unattributed_bytes is not None
    assert ledger.unattributed_bytes < MB // 2
    # statm, where psutil looks, lags by some pages for each processor.
    assert abs(reading.moment.rss_bytes - psutil.Process(child.pid).memory_info().rss) < MB


@pytest.mark.parametrize("name", LIBRARIES)
def test_closes_with_libraries(start: Start, name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    _closes(read_ledger(start(LIBRARIES[name]).pid))


def test_live_memory_is_what_the_process_counts(start: Start) -> None:
    child = start(PROGRAMS["plain"])
    moment = read_ledger(child.pid).moment
    assert moment.ledger is not None
    # Whole bytes of parts are rounded where a region grew by a page between two looks.
    assert abs((moment.ledger.python_live_bytes or 0) - (moment.allocated.python_bytes or 0)) < 4096
    assert abs((moment.allocated.python_bytes or 0) - child.own("# bytes in allocated blocks")) < 50_000
    own = child.malloc["live"] + child.malloc["mapped"]
    assert abs((moment.allocated.malloc_bytes or 0) - own) < 500_000


def test_memory_that_no_disk_is_behind_is_shared(start: Start) -> None:
    child = start(
        "import mmap, os; m = mmap.mmap(-1, 20 << 20); m.write(b'x' * (20 << 20)); f = os.memfd_create('a')\n"
        "os.truncate(f, 8 << 20); n = mmap.mmap(f, 8 << 20); n.write(b'y' * (8 << 20))"
    )
    ledger = read_ledger(child.pid).moment.ledger
    assert ledger is not None
    assert ledger.shared_bytes == 28 * MB


def test_foreign_memory_is_unattributed(start: Start) -> None:
    child = start(
        "import mmap; m = mmap.mmap(-1, 9 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n"
        "m.write(b'x' * (9 << 20))"
    )
    ledger = read_ledger(child.pid).moment.ledger
    assert ledger is not None
    assert 9 * MB <= (ledger.unattributed_bytes or 0) < 10 * MB


def test_arrow_is_named(start: Start) -> None:
    pytest.importorskip("pyarrow")
    reading = read_ledger(start("import pyarrow as pa; t = pa.array(range(3_000_000))").pid)
    _closes(reading)
    (name, size), *_ = reading.foreign
    assert name == "Arrow (mimalloc)"
    assert size > 24_000_000
    assert reading.moment.estimated == ("pool_live_bytes",)


def test_a_forked_child_counts_what_it_shares(start: Start) -> None:
    child = start(
        "x = [[i] for i in range(200_000)]\nimport os\np = os.fork()\nif p:\n    os.waitpid(p, 0); os._exit(0)"
    )
    reading = read_ledger(child.pid)
    _closes(reading)
    ledger = reading.moment.ledger
    assert ledger is not None
    assert (ledger.python_live_bytes or 0) > 17_000_000


def test_a_process_that_never_stops_closes_as_well(start: Start) -> None:
    child = start(
        "import threading\ndef f():\n    while True:\n        y = [[bytes(3000)] for i in range(9_000)]\n"
        "threading.Thread(target=f, daemon=True).start()"
    )
    for _ in range(30):
        _closes(read_ledger(child.pid))


def _all_stopped(pid: int) -> bool:
    """Whether the signal has reached every thread, which takes a moment."""
    tasks = Path(f"/proc/{pid}/task").glob("*/stat")
    return all(task.read_text().rpartition(")")[2].split()[0] == "T" for task in tasks)


def test_a_stopped_process_stays_the_same(start: Start) -> None:
    child = start(
        "import threading\ndef f():\n    while True:\n        y = [[i] for i in range(9_000)]\n"
        "threading.Thread(target=f, daemon=True).start()"
    )
    os.kill(child.pid, signal.SIGSTOP)
    while not _all_stopped(child.pid):
        time.sleep(0.01)
    try:
        first, second = read_ledger(child.pid), read_ledger(child.pid)
    finally:
        os.kill(child.pid, signal.SIGCONT)
    # Others begin and end meanwhile, with whom it shares the pages of libraries.
    assert replace(first, pss_bytes=None) == replace(second, pss_bytes=None)
    assert first.owned == second.owned
    assert first.moved_bytes == 0


def test_a_program_that_is_not_python() -> None:
    child = subprocess.Popen(["sleep", "60"])
    try:
        reading = read_ledger(child.pid)
        _closes(reading)
        assert reading.python.arenas == 0
    finally:
        child.kill()
        child.wait()


def test_a_process_that_is_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    with pytest.raises(InputError, match="is gone"):
        read_ledger(child.pid)


def test_ourselves() -> None:
    assert read_ledger(os.getpid()).python.arenas > 0
