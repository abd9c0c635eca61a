"""Whether two runs put out the same, and where they first differ."""

from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.run import Finished
from sparsemem.model import Difference

_CHUNK = 1 << 20
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A run, and copies of the files that it wrote, by name."""

    finished: Finished
    files: dict[str, Path]

    @property
    def outputs(self) -> dict[str, Path]:
        """All that it put out, by the name that a difference gives it."""
        return {"standard output": self.finished.place.stdout} | self.files


def differences(before: Kept, after: Kept) -> list[Difference]:
    """The differences between two runs at one scale: exit status, standard output, and the named files."""
    scale = before.finished.run.scale
    codes = before.finished.run.exit_code, after.finished.run.exit_code
    found = []
    if codes[0] != codes[1]:
        found.append(Difference(scale, "exit status", f"{codes[0]} before, {codes[1]} after"))
    for what, path in before.outputs.items():
        place = first_difference(path, after.outputs[what])
        if place is not None:
            found.append(Difference(scale, what, place))
    return found


def first_difference(one: Path, other: Path) -> str | None:
    """The first line in which two files differ, as a person reads it; None where they are the same."""
    if not one.exists() or not other.exists():
        return None if one.exists() == other.exists() else f"written only {'before' if one.exists() else 'after'}"
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
