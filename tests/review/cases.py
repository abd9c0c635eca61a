"""The examples of each rule: `cases/SM201.py` holds bad and innocent programs, one after the other.

A line `# --- bad: id` or `# --- good: id` starts a program; a line that ends in `# <-` is where a finding is due.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "cases"
_HEAD = re.compile(r"^# --- (bad|good): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    code: str
    bad: bool
    name: str
    text: str

    @property
    def due(self) -> set[int]:
        return {number for number, line in enumerate(self.text.splitlines(), 1) if line.endswith("# <-")}


def cases(code: str) -> list[Case]:
    _, *parts = _HEAD.split((_FOLDER / f"{code}.py").read_text(encoding="utf-8"))
    return [
        Case(code, kind == "bad", name, text.lstrip("\n"))
        for kind, name, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
