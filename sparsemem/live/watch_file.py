"""The file of a watch: a JSON record a line, bounded in size by thinning, readable up to where it was cut off."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparsemem.errors import InputError

FORMAT, VERSION = "sparsemem.watch", 1
Entry = dict[str, Any]
"""A sample has `seconds` and `rss_bytes`; a mark `mark` and `counters` as well; a look `moment`; the end `ended`."""
_ROOM = 0.75
"""Of the bound: more than this is not left after a thinning, so that the next one is not near."""


class WatchFile:
    """Written line by line, those that come together handed to the kernel at once."""

    def __init__(self, path: Path, most_bytes: int, head: Entry) -> None:
        """A file that is there is kept as NAME.previous. Raises OSError where the new one cannot be made."""
        self.path, self.most_bytes = path, most_bytes
        self.head: Entry = {"format": FORMAT, "version": VERSION, **head, "thinned_samples": 0, "thinned_marks": 0}
        if path.exists() and path.stat().st_size:
            path.replace(path.with_name(f"{path.name}.previous"))
        self._file = path.open("wb", buffering=0)
        self._size = self._file.write(_line(self.head))

    def add(self, *entries: Entry) -> None:
        """Write a line for each; thin what is there where they would go over the bound."""
        lines = [_line(entry) for entry in entries]
        if self._size + sum(map(len, lines)) <= self.most_bytes:
            lines = [b"".join(lines)]
        for some in lines:
            if self._size + len(some) > self.most_bytes:
                self._thin()
            self._size += self._file.write(some)

    def close(self) -> None:
        """Nothing comes any more."""
        self._file.close()

    def _thin(self) -> None:
        """Leave out every second sample, and every second mark where that is not enough; count them in the head."""
        _, entries = read_lines(self.path)
        entries = self._without(entries, "thinned_samples", lambda entry: "mark" not in entry)
        while len(entries) > 2 and _length(entries) > _ROOM * self.most_bytes:
            entries = self._without(entries, "thinned_marks", lambda entry: "mark" in entry)
            entries = self._without(entries, "thinned_samples", lambda entry: "mark" not in entry)
        beside = self.path.with_name(f"{self.path.name}.part")
        lines = b"".join(map(_line, [self.head, *entries]))
        beside.write_bytes(lines)
        os.replace(beside, self.path)
        self._file.close()
        self._file = self.path.open("ab", buffering=0)
        self._size = len(lines)

    def _without(self, entries: list[Entry], counter: str, is_meant: Any) -> list[Entry]:
        meant = [at for at, entry in enumerate(entries) if is_meant(entry)]
        dropped = set(meant[1:-1:2])
        self.head[counter] += len(dropped)
        return [entry for at, entry in enumerate(entries) if at not in dropped]


@dataclass(frozen=True, slots=True)
class WatchRecord:
    """What a file of a watch holds, in the order of time."""

    head: Entry
    samples: tuple[Entry, ...]
    marks: tuple[Entry, ...]
    looks: tuple[Entry, ...]
    """With the ledger, where the process could be read."""
    ended: str | None
    """`stopped`, or `the process ended`; None where the recorder itself was ended, or is at work."""


def read_watch(path: "str | os.PathLike[str]") -> WatchRecord:
    """The record; of a last line that was cut off nothing. Raises InputError for any other file."""
    try:
        head, entries = read_lines(Path(path))
    except (OSError, ValueError):
        head, entries = {}, []
    if head.get("format") != FORMAT or head.get("version") != VERSION:
        raise InputError(f"{path} is not the file of a watch of version {VERSION}")
    return WatchRecord(
        head,
        tuple(entry for entry in entries if "rss_bytes" in entry and "mark" not in entry),
        tuple(entry for entry in entries if "mark" in entry),
        tuple(entry for entry in entries if "moment" in entry),
        next((entry["ended"] for entry in entries if "ended" in entry), None),
    )


def read_lines(path: Path) -> tuple[Entry, list[Entry]]:
    """The head and the other lines. Raises OSError, and ValueError for what is no JSON before the last line."""
    lines = path.read_bytes().split(b"\n")
    # What comes after the last end of line is cut off, or empty.
    head, *entries = [json.loads(line) for line in lines[:-1]] or [{}]
    return head, entries


def _line(entry: Entry) -> bytes:
    return f"{json.dumps(entry)}\n".encode()


def _length(entries: list[Entry]) -> int:
    return sum(len(_line(entry)) for entry in entries)
