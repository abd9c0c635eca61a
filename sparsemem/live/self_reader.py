"""What runs in the helper: reads the process that started it, and writes what it found as JSON."""

import json
import os
import select
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sparsemem.errors import SparsememError
from sparsemem.model.codec import encode

if TYPE_CHECKING:
    from sparsemem.live.handed_memory import HandedMemory
    from sparsemem.outside.pymalloc.counted_arenas import CountedArenas

Readers = dict[str, Callable[..., Any]]
_LAST_SECONDS = 5.0
"""That the pipe of questions stays open after that of answers."""


def main() -> None:
    """Waits for a line, so that reading has been allowed by then; says what was found, or why nothing could be."""
    pid, what = int(sys.argv[1]), sys.argv[2]
    sys.stdin.readline()
    json.dump(_answer(pid, what, _READERS), sys.stdout)


def stay() -> None:
    """Leaves a process that is nobody's child. It answers lines of a pid and a word until it is asked nothing for the
    seconds of its argument, or the pipe ends; an answer is a line of JSON, the first line is its own pid. Behind the
    word stands the descriptor of a file that both have open, -1 where there is none."""
    from sparsemem.outside.memory.own_memory import keep_large_apart

    idle_seconds = float(sys.argv[1])
    if os.fork():
        os._exit(0)
    os.chdir("/")
    keep_large_apart()
    print(os.getpid(), flush=True)
    while select.select([sys.stdin], [], [], idle_seconds)[0]:
        pid, *question = sys.stdin.readline().split() or ("",)
        if not pid:
            return
        print(json.dumps(_guarded(int(pid), *question)), flush=True)
    os.close(sys.stdout.fileno())
    select.select([sys.stdin], [], [], _LAST_SECONDS)


def _guarded(pid: int, what: str, *shared: str) -> dict[str, Any]:
    try:
        return _answer(pid, what, _HANDED, *map(int, shared))
    except Exception as error:  # What ends a helper that is started anew each time is this one's answer.
        return {"error": f"the helper that reads this process failed: {type(error).__name__}: {error}"}


def _answer(pid: int, what: str, readers: Readers, *shared: int) -> dict[str, Any]:
    try:
        return {"record": encode(readers[what](pid, *shared))}
    except SparsememError as error:
        return {"error": str(error)}


def _read_ledger(pid: int) -> Any:
    from sparsemem.outside import read_ledger

    return read_ledger(pid).moment


def _read_handed_ledger(pid: int, shared: int) -> Any:
    """Of a process that waits for the answer, hands over what is read of it, and has its allocators tell their
    sums."""
    from sparsemem.outside import Source, open_source, read_ledger
    from sparsemem.outside.memory.counted_source import open_counted_source

    handed = _handed(pid, shared)
    if handed is None:
        return _read_ledger(pid)
    memory, arenas = handed

    def open_it(pid: int) -> Source:
        source = open_counted_source(pid, memory) or replace(open_source(pid), memory=memory)
        return replace(source, ask_malloc=memory.ask_malloc)

    with memory.adding_up():
        return read_ledger(pid, open_it, arenas.read).moment


@cache
def _handed(pid: int, shared: int) -> "tuple[HandedMemory, CountedArenas] | None":
    """None where the process hands over nothing."""
    from sparsemem.live.handed_memory import HandedMemory
    from sparsemem.live.telling_process import TellingProcess
    from sparsemem.outside.pymalloc.counted_arenas import CountedArenas

    memory = HandedMemory(pid, shared, TellingProcess()) if shared >= 0 else None
    is_handed = memory is not None and memory.is_handed(_first_address(pid))
    return (memory, CountedArenas(memory.ask_pymalloc)) if memory is not None and is_handed else None


def _first_address(pid: int) -> int:
    with open(f"/proc/{pid}/maps", encoding="ascii", errors="replace") as maps:
        return int(maps.readline().partition("-")[0], 16)


def _read_heap(pid: int) -> Any:
    from sparsemem.measure.attach.named_process import find_script
    from sparsemem.outside.heap_findings import Asked
    from sparsemem.outside.heap_reading import read_heap_of_process
    from sparsemem.review.memo_places import add_memos

    heap = read_heap_of_process(pid, Asked()).heap
    return heap and add_memos(heap, find_script(pid))


def _read_pinners(pid: int) -> Any:
    from sparsemem.outside.heap_findings import Asked
    from sparsemem.outside.heap_reading import read_heap_of_process
    from sparsemem.outside.owners.pinner_records import pinner_records

    return list(pinner_records(read_heap_of_process(pid, Asked()).kept))


def _read_owners(pid: int) -> Any:
    from sparsemem.outside.heap_reading import read_owners

    return read_owners(pid)


_READERS: Readers = {
    "ledger": _read_ledger,
    "heap": _read_heap,
    "owners": _read_owners,
    "pinners": _read_pinners,
}
_HANDED: Readers = {"ledger": _read_handed_ledger}
"""Of the helper that stays."""
