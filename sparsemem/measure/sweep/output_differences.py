"""Whether two runs put out the same, and where they first differ."""

from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.run.finished import Finished
from sparsemem.model import Difference

_CHUNK = 1 << 20
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A run, and the files that hold what it put out, by the name that a difference gives it."""

    finished: Finished
    outputs: dict[str, Path]


def differences(before: Kept, after: Kept) -> list[Difference]:
    """The differences between two runs at one scale: exit status, and all that one of them put out."""
    scale = before.finished.run.scale
    codes = before.finished.run.exit_code, after.finished.run.exit_code
    found = []
    if codes[0] != codes[1]:
        found.append(Difference(scale, "exit status", f"{codes[0]} before, {codes[1]} after"))
    for what in before.outputs | after.outputs:
        place = first_difference(before.outputs.get(what), after.outputs.get(what))
        if place is not None:
            found.append(Difference(scale, what, place))
    return found


def first_difference(one: Path | None, other: Path | None) -> str | None:
    """The first line in which two files differ, as a person reads it; None where they are the same, or neither is."""
    if one is None or other is None or not one.exists() or not other.exists():
        there = [path is not None and path.exists() for path in (one, other)]
        return None if there[0] == there[1] else f"written only {'before' if there[0] else 'after'}"
    with one.open("rb") as first, other.open("rb") as second:
        number = 1
        while True:
            ours, theirs = first.readline(_CHUNK), second.readline(_CHUNK)
            if ours != theirs:
                return f"line {number}: {_beside(ours, theirs)}"
            if not ours:
                return None
            number += ours.endswith(b"\n")


def _beside(ours: bytes, theirs: bytes) -> str:
    """Two lines that differ, cut to the place where they do; ends of line are left out where they are the same."""
    one, other = (line.decode(errors="backslashreplace") for line in (ours, theirs))
    if one.removesuffix("\n") != other.removesuffix("\n") or not (one and other):
        one, other = one.removesuffix("\n"), other.removesuffix("\n")
    shorter = min(len(one), len(other))
    same = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    start = max(same - _SHOWN // 2, 0)
    before, after = (_shown(text, start) if line else "nothing" for line, text in ((ours, one), (theirs, other)))
    return f"{before} before, {after} after"


def _shown(text: str, start: int) -> str:
    head, tail = "..." if start else "", "..." if len(text) > start + _SHOWN else ""
    return repr(head + text[start : start + _SHOWN] + tail)
