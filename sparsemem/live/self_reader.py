"""What runs in the helper: reads the process that started it, and writes what it found as JSON."""

import json
import os
import select
import sys
from collections.abc import Callable
from typing import Any

from sparsemem.errors import SparsememError
from sparsemem.model.codec import encode

_LAST_SECONDS = 5.0
"""That the pipe of questions stays open after that of answers."""


def main() -> None:
    """Waits for a line, so that reading has been allowed by then; says what was found, or why nothing could be."""
    pid, what = int(sys.argv[1]), sys.argv[2]
    sys.stdin.readline()
    json.dump(_answer(pid, what), sys.stdout)


def stay() -> None:
    """Leaves a process that is nobody's child. It answers lines of a pid and a word until it is asked nothing for the
    seconds of its argument, or the pipe ends; an answer is a line of JSON, the first line is its own pid."""
    idle_seconds = float(sys.argv[1])
    if os.fork():
        os._exit(0)
    os.chdir("/")
    print(os.getpid(), flush=True)
    while select.select([sys.stdin], [], [], idle_seconds)[0]:
        pid, _, what = sys.stdin.readline().partition(" ")
        if not pid:
            return
        print(json.dumps(_guarded(int(pid), what.strip())), flush=True)
    os.close(sys.stdout.fileno())
    select.select([sys.stdin], [], [], _LAST_SECONDS)


def _guarded(pid: int, what: str) -> dict[str, Any]:
    try:
        return _answer(pid, what)
    except Exception as error:  # What ends a helper that is started anew each time is this one's answer.
        return {"error": f"the helper that reads this process failed: {type(error).__name__}: {error}"}


def _answer(pid: int, what: str) -> dict[str, Any]:
    try:
        return {"record": encode(_READERS[what](pid))}
    except SparsememError as error:
        return {"error": str(error)}


def _read_ledger(pid: int) -> Any:
    from sparsemem.outside import read_ledger

    return read_ledger(pid).moment


def _read_heap(pid: int) -> Any:
    from sparsemem.outside.heap_reading import Asked, read_heap_of_process

    return read_heap_of_process(pid, Asked()).heap


def _read_pinners(pid: int) -> Any:
    from sparsemem.outside.heap_reading import Asked, read_heap_of_process
    from sparsemem.outside.owners.pinner_records import pinner_records

    return list(pinner_records(read_heap_of_process(pid, Asked()).kept))


def _read_owners(pid: int) -> Any:
    from sparsemem.outside.heap_reading import read_owners

    return read_owners(pid)


_READERS: dict[str, Callable[[int], Any]] = {
    "ledger": _read_ledger,
    "heap": _read_heap,
    "owners": _read_owners,
    "pinners": _read_pinners,
}
