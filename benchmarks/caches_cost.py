"""What the census of caches costs beyond the walk of the heap: a cache of a million entries of each kind.

    python benchmarks/caches_cost.py [--thousands 1000] [--kinds functools.lru_cache,memo]

A child fills one cache and waits. A fresh process looks at it as `attach` does and tells what reading the caches took
beyond the walk of the heap, which names owners as well: what they are, what of them is expired, what clearing them
frees and what of that goes back to the system, and what else holds equals of their values. Processor seconds, for the
machine may have other work; 3 for a million entries are the bound. The memo is a dict of which the source of the
program tells that it is one: there that is what is timed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from sparsemem.model.heap_cache import HeapCache
from sparsemem.outside.caches import read_caches, read_clocks
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.owners.returned_nodes import ReturnOfNodes
from sparsemem.review.memo_places import add_memos

HEAD = """
import functools, sys, time, weakref
N = int(sys.argv[1])
class Thing:
    def __init__(self, i): self.number, self.text = i, f"text {i}"
"""
READY = """
print("ready", flush=True)
sys.stdin.read()
"""
KINDS = {
    "functools.lru_cache": """
@functools.lru_cache(maxsize=None)
def cache(i): return Thing(i)
for i in range(N): cache(i)
""",
    "functools.lru_cache with a bound": """
@functools.lru_cache(maxsize=N)
def cache(i): return Thing(i)
for i in range(N): cache(i)
""",
    "cachetools.TTLCache": """
import cachetools
cache = cachetools.TTLCache(N, ttl=3600)
for i in range(N): cache[f"key {i}"] = Thing(i)
""",
    "cachetools.TTLCache expired": """
import cachetools
cache = cachetools.TTLCache(N, ttl=3600)
for i in range(N): cache[f"key {i}"] = Thing(i)
for link in cache._TTLCache__links.values(): link.expires -= 7200
del link
""",
    "cachetools.LRUCache": """
import cachetools
cache = cachetools.LRUCache(N)
for i in range(N): cache[f"key {i}"] = Thing(i)
""",
    "cachetools.LFUCache": """
import cachetools
cache = cachetools.LFUCache(N)
for i in range(N): cache[f"key {i}"] = Thing(i)
""",
    "cachebox.TTLCache": """
import cachebox
cache = cachebox.TTLCache(N, 3600)
for i in range(N): cache[f"key {i}"] = Thing(i)
""",
    "weakref.WeakValueDictionary": """
cache = weakref.WeakValueDictionary()
class Key: pass
for i in range(N):
    key, value = Key(), Thing(i)
    key.value, cache[key] = value, value
""",
    "dict of deadlines": """
now = time.time()
cache = {f"key {i}": (Thing(i), now + (3600 if i % 2 else -3600)) for i in range(N)}
""",
    "dict of deadlines in attributes": """
now = time.time()
class Entry:
    def __init__(self, i): self.value, self.expires = [i], now + (3600 if i % 2 else -3600)
cache = {f"key {i}": Entry(i) for i in range(N)}
""",
    "memo": """
cache = {}
def look_up(i):
    if i not in cache: cache[i] = Thing(i)
    return cache[i]
for i in range(N): look_up(i)
""",
}
MOST_SECONDS = 3.0


def look(pid: int, script: str) -> None:
    """Look once, and print what the walk and the caches took as JSON."""
    began = time.process_time()
    survey = take_survey(open_view(open_source(pid)), find_waiting)
    walked = time.process_time()
    caches = read_caches(survey, read_clocks(), ReturnOfNodes(survey).bytes)
    read = time.process_time()
    heap = replace(heap_record(survey.live), caches=caches)
    recorded = time.process_time()
    memos = add_memos(heap, Path(script))
    asked = time.process_time()
    row: HeapCache = max(memos.caches, key=lambda one: one.entries)
    took = [walked - began, read - walked + asked - recorded]
    print(json.dumps([*took, row.kind, row.entries, row.expired_entries, row.retained_bytes, row.returned_bytes]))


def measure(kind: str, entries: int, script: Path) -> None:
    """Print a line."""
    script.write_text(HEAD + KINDS[kind] + READY)
    line = [sys.executable, str(script), str(entries)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        command = [sys.executable, __file__, "--look", str(child.pid), str(script)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        child.kill()
    walk, caches, found, count, expired, held, returned = json.loads(done.stdout)
    beyond = "" if caches <= MOST_SECONDS and count == entries else "BEYOND ITS BOUND"
    gone = "?" if returned is None else f"{returned / 2**20:.0f}"
    rest = f"{found}, {count:,} entries, {expired} expired, {held / 2**20:.0f} MB, {gone} returned"
    print(f"{kind:34} {caches:6.2f} s beyond the walk's {walk:5.1f} s: {rest}   {beyond}".rstrip(), flush=True)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--thousands", type=int, default=1000, help="of entries")
    parser.add_argument("--kinds", default=",".join(KINDS), help="which of them")
    parser.add_argument("--look", nargs=2, metavar=("PID", "SCRIPT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look:
        look(int(options.look[0]), options.look[1])
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.kinds.split(","):
            measure(kind, options.thousands * 1000, Path(folder, "work.py"))


if __name__ == "__main__":
    main()
