"""Marks on their way to the recorder: each a length, and what `marshal` makes of it.

Both ends run the same Python, and to make JSON of a mark would take longer than all the rest of it.
"""

import json
import marshal
from collections.abc import Iterator
from typing import Any

LONGEST = 4096
"""Bytes that a pipe takes in one piece, whichever threads write (`PIPE_BUF` of Linux, pipe(7))."""
_LENGTH = 4
STOP = bytes(_LENGTH)
_PLAIN = frozenset((int, float))

Mark = tuple[float, str, bytes | None, int | None, dict[str, Any], int]
"""Seconds of the monotonic clock, the name, the text of statm, the live heap in bytes where it was asked for, the
counters, and how many marks were lost before."""


def pack_mark(
    at: float, name: str, statm: bytes | None, live: int | None, counters: dict[str, Any], lost: int
) -> bytes:
    """Raises TypeError for what JSON has no word for, and ValueError for one that is longer than a pipe takes."""
    if type(name) is not str or not _PLAIN.issuperset(map(type, counters.values())):
        name, counters = json.loads(json.dumps((name, counters)))
    told = marshal.dumps((at, name, statm, live, counters, lost))
    if len(told) > LONGEST - _LENGTH:
        raise ValueError(f"a mark takes up to {LONGEST} bytes, name and counters together; this has {len(told)}")
    return len(told).to_bytes(_LENGTH, "little") + told


def unpack_marks(data: bytearray) -> Iterator[Mark | None]:
    """Take the whole marks off the beginning of what has come; None for the word that there will be no more."""
    while len(data) >= _LENGTH and len(data) >= (end := _LENGTH + int.from_bytes(data[:_LENGTH], "little")):
        told = bytes(data[_LENGTH:end])
        del data[:end]
        yield marshal.loads(told) if told else None
