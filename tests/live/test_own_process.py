"""A process that looks at itself: what it says equals what its caches say of themselves."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sparsemem.errors import InputError
from sparsemem.live import helper_process
from sparsemem.live.process_records import ProcessCaches, ProcessHeap, heap_of, ledger_of
from sparsemem.model import Heap, HeapCache, HeapOwner
from sparsemem.units import MB

ROOT = Path(helper_process.__file__).parents[2]
PROGRAM = """
import functools, json, os, sys
import cachetools, sparsemem
class Timer:
    asked = 0
    def __call__(self):
        Timer.asked += 1
        return 0.0
@functools.lru_cache(maxsize=5_000)
def price(i): return [i] * 20
for i in range(9_000): price(i)
for i in range(8_990, 9_000): price(i)
ttl = cachetools.TTLCache(10_000, 0.5, timer=Timer())
for i in range(3_000): ttl[i] = f"{i}" * 50
asked, modules = Timer.asked, len(sys.modules)
found = sparsemem.caches()
rows = {one.owner: [one.entries, one.bound, one.hits, one.misses] for one in found}
ledger = sparsemem.ledger().moment
heap, alone = sparsemem.heap().found, sparsemem.heap(owners_only=True)
rss = int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
told = {"rows": rows, "info": price.cache_info(), "timer": Timer.asked - asked, "entries": len(ttl._Cache__data),
        "ledger": [ledger.rss_bytes, ledger.live_bytes, rss],
        "children": open(f"/proc/self/task/{os.getpid()}/children").read(),
        "owners": [one.owner for one in heap.owners],
        "alone": [one.owner for one in alone.found.owners], "length": len(found), "first": found[0].owner,
        "html": found._repr_html_(), "ctypes": "ctypes" in sys.modules}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    line = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_caches_are_as_they_say_themselves(told: dict[str, Any]) -> None:
    hits, misses, bound, entries = told["info"]
    assert told["rows"]["__main__.price"] == [entries, bound, hits, misses] == [5_000, 5_000, 10, 9_000]
    assert told["rows"]["__main__.ttl"][:2] == [3_000, 10_000]
    assert told["first"] == "__main__.price"
    assert told["length"] == len(told["rows"])


def test_reading_expires_nothing_and_asks_no_timer(told: dict[str, Any]) -> None:
    assert (told["timer"], told["entries"]) == (0, 3_000)


def test_the_ledger_is_that_of_this_process(told: dict[str, Any]) -> None:
    rss, live, now = told["ledger"]
    assert rss == pytest.approx(now, rel=0.2)
    assert 0 < live < rss


def test_owners_are_named(told: dict[str, Any]) -> None:
    assert any("price" in (owner or "") for owner in told["owners"])


def test_the_owners_alone_are_the_same(told: dict[str, Any]) -> None:
    assert {one for one in told["owners"][:3] if one} <= {*told["alone"]}
    with pytest.raises(InputError, match=r"ask sparsemem.caches\(\)"):
        _ = heap_of('{"record": null}', owners_only=True).caches


def test_nothing_is_left_behind(told: dict[str, Any]) -> None:
    assert told["children"] == ""
    assert told["ctypes"] is False, "only where Yama has to be told"


CACHE = HeapCache("shop.<b>price", "functools.lru_cache", 100, None, None, 1, 3, None, None, 5 * MB, 0, None)
HEAP = Heap(
    objects=7,
    live_bytes=8 * MB,
    garbage_objects=None,
    garbage_bytes=None,
    coverage=0.9,
    owners=(HeapOwner("a & b", ("str",), 7, 6 * MB, 7 * MB, None, None, ("a & b",)),),
    types=(),
    caches=(CACHE,),
)


def shown(record: object) -> str:
    console = Console(width=110)
    with console.capture() as capture:
        console.print(record)
    return capture.get()


def test_records_draw_themselves_and_escape_what_they_show() -> None:
    caches, heap = ProcessHeap(HEAP).caches, ProcessHeap(HEAP)
    assert "shop.<b>price: functools.lru_cache" in shown(caches)
    assert "shop.<b>price: functools.lru_cache" in str(caches)
    assert max(map(len, str(caches).splitlines())) <= 100
    assert "a & b" in shown(heap)
    assert "shop.&lt;b&gt;price: functools.lru_cache</td>" in caches._repr_html_()
    assert "25 %</td>" in caches._repr_html_()
    assert "a &amp; b" in heap._repr_html_()
    assert (len(caches), caches[0], list(caches)) == (1, CACHE, [CACHE])


def test_what_is_unknown_is_told() -> None:
    sampled = ProcessHeap(replace(HEAP, sampled=8))
    assert "cannot be told" in str(sampled.caches)
    unknown = ProcessHeap(None)
    for record in (unknown, unknown.caches):
        assert "cannot be told" in shown(record)
        assert "cannot be told" in record._repr_html_()
    empty = ProcessCaches(Heap(0, 0, None, None, None, (), ()))
    assert "No cache" in shown(empty)
    assert "No cache" in empty._repr_html_()


def test_the_helper_s_reason_is_raised() -> None:
    with pytest.raises(InputError, match="may not be read"):
        heap_of('{"error": "process 7 may not be read"}')
    with pytest.raises(InputError, match="may not be read"):
        ledger_of('{"error": "process 7 may not be read"}')


@pytest.mark.parametrize(("text", "scope"), [("0\n", 0), ("1\n", 1), ("3", 3), ("?", 0), (None, 0)])
def test_the_setting_of_yama(tmp_path: Path, text: str | None, scope: int) -> None:
    file = tmp_path / "ptrace_scope"
    if text is not None:
        file.write_text(text)
    assert helper_process.read_scope(file) == scope


def test_with_yama_the_helper_is_named_while_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[int] = []
    monkeypatch.setattr(helper_process, "read_scope", lambda: 1)
    monkeypatch.setattr(helper_process, "_name_reader", named.append)
    ledger_of(helper_process.ask_helper("ledger"))
    helper, afterwards = named
    assert helper > 0
    assert helper != os.getpid()
    assert afterwards == 0


def test_naming_a_reader_is_harmless_without_yama() -> None:
    helper_process._name_reader(os.getpid())
    helper_process._name_reader(0)


def test_where_no_process_may_be_read_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper_process, "read_scope", lambda: 3)
    with pytest.raises(InputError, match="ptrace_scope is 3"):
        helper_process.ask_helper("heap")


def test_a_helper_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="was not read within"):
        helper_process.ask_helper("heap", 0.001)


REFUSED = """
import ctypes, struct, sys
libc = ctypes.CDLL(None)
PTRACE = 19
libc.prctl(24, PTRACE, 0, 0, 0)  # PR_CAPBSET_DROP: what is started has it no more, either
head, data = struct.pack("<Ii", 0x20080522, 0), ctypes.create_string_buffer(24)
libc.capget(head, data)
words = [word & ~(1 << PTRACE) if at < 3 else word for at, word in enumerate(struct.unpack("<6I", data.raw))]
libc.capset(head, struct.pack("<6I", *words))
libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
import sparsemem
from sparsemem.errors import InputError
try: sparsemem.caches()
except InputError as error: print(error)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give the right up")
def test_a_process_that_the_kernel_protects_says_what_would_allow_it() -> None:
    line = [sys.executable, "-c", REFUSED]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    assert "CAP_SYS_PTRACE" in done.stdout, done.stdout
