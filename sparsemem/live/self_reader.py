"""What runs in the helper: reads the process that started it, and writes what it found as JSON."""

import json
import sys
from collections.abc import Callable
from typing import Any

from sparsemem.errors import SparsememError
from sparsemem.model.codec import encode


def main() -> None:
    """Waits for a line, so that reading has been allowed by then; says what was found, or why nothing could be."""
    pid, what = int(sys.argv[1]), sys.argv[2]
    sys.stdin.readline()
    try:
        answer = {"record": encode(_READERS[what](pid))}
    except SparsememError as error:
        answer = {"error": str(error)}
    json.dump(answer, sys.stdout)


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
