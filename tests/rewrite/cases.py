"""Small programs with a known answer: `cases/refused/*.py` and `cases/converted/*.py` hold them one after the other.

A program starts with a line `# --- refused 12: title`, the number being that of the hazard, or `# --- converted at
T1: title`. Below stands what is expected: `# reason: one | other`, `# lazy_twin: name, name` (a transform and where),
`# makes: name` (a function within is made of a loop). Where a program has several files, `# --- file: name.py` stands
before each, and `main.py` is run; a `main` that nothing calls is called at the end, and `# shows: value | another`
writes one that prints these, `# each: call`, `# count: call`, `# total: call`, `# sizes: call` and `# last: call |
what is shown as well` one that goes through what the call gives and prints each element, their number, their sum, the
sum of their lengths or the last of them. `# begins: name` puts a part of `_HEADS` before its first file: what leaves
a trace in `SEEN` when it is made a text, or called. `# --- after` or `# --- after: name.py` is followed by the lines
that are due, `-` for one that goes and `+` for one that comes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from sparsemem.rewrite import Tier

_FOLDER = Path(__file__).parent / "cases"
_HEAD = re.compile(r"^# --- (refused|converted|trap) ?([^:]*): (.+)\n", re.MULTILINE)
_CONSUMERS = {
    "shows": "    print({0})",
    "each": "    for element in {1}:\n        print({2})",
    "count": "    count = 0\n    for _ in {1}:\n        count += 1\n    print({2})",
    "total": "    total = 0\n    for element in {1}:\n        total += element\n    print({2})",
    "sizes": "    sizes = 0\n    for element in {1}:\n        sizes += len(element)\n    print({2})",
    "last": "    last = None\n    for element in {1}:\n        last = element\n    print({2})",
}
_HEADS = {
    "Loud": 'SEEN = []\n\nclass Loud:\n    def __str__(self):\n        SEEN.append(1)\n        return "loud"\n\n',
    "noted": "SEEN = []\n\ndef noted(value):\n    SEEN.append(value)\n    return value\n\n",
}
_EXPECTED = re.compile(rf"# (reason|makes|begins|{'|'.join(_CONSUMERS)}|[a-z]+_[a-z]+): (.+)\n")
_MAIN = re.compile(r"\bmain\b")
_PART = re.compile(r"^# --- (file|after)(?:: (.+))?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One program. `detail` is the number of the hazard, or the tier at which it is converted."""

    title: str
    detail: str
    expected: dict[str, tuple[str, ...]]
    sources: dict[str, str]
    after: dict[str, list[str]]

    def changes(self, sources: Mapping[str, str]) -> dict[str, list[str]]:
        """The lines that go and come in the files of which these are known, each line with its sign."""
        return {name: _changes(self.sources[name], sources[name]) for name in self.after}

    @property
    def hazard(self) -> int:
        """The row of the table of hazards."""
        return int(self.detail.split()[0])

    @property
    def only_t1(self) -> bool:
        """Whether a higher tier, which is compared by running, may convert it."""
        return self.detail.endswith("at T1")

    @property
    def tier(self) -> Tier:
        """The tier at which it is converted."""
        return Tier[self.detail.split()[-1]]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons that are right; none where no call is seen that could be changed."""
        return self.expected.get("reason", ())

    @property
    def transforms(self) -> dict[str, tuple[str, ...]]:
        """Each transform that is due, and the functions where."""
        return {key: names for key, names in self.expected.items() if "_" in key}


def cases(kind: str) -> list[Case]:
    """All programs that are `refused` or `converted`."""
    return [case for path in sorted((_FOLDER / kind).glob("*.py")) for case in _cases(path.read_text("utf-8"))]


def _cases(text: str) -> list[Case]:
    _, *parts = _HEAD.split(text)
    return [
        _case(title, detail, body) for detail, title, body in zip(parts[1::4], parts[2::4], parts[3::4], strict=True)
    ]


def _case(title: str, detail: str, body: str) -> Case:
    expected = {}
    while found := _EXPECTED.match(body):
        separator = "," if "_" in found[1] or found[1] == "makes" else "|"
        expected[found[1]] = tuple(name.strip() for name in found[2].split(separator) if name.strip() != "-")
        body = body[found.end() :]
    first, *parts = _PART.split(body)
    files = {"file": {"main.py": first} if first.strip() else {}, "after": {}}
    for kind, name, part in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        files[kind][name or "main.py"] = part
    for name in expected.pop("begins", ()):
        start = next(iter(files["file"]))
        files["file"][start] = _HEADS[name] + files["file"][start]
    for kind in expected.keys() & _CONSUMERS.keys():
        files["file"]["main.py"] += _consumer(kind, expected.pop(kind))
    sources = {name: _run(part) for name, part in files["file"].items()}
    after = {name: part.splitlines() for name, part in files["after"].items()}
    return Case(title, detail, expected, sources, after)


def _changes(before: str, after: str) -> list[str]:
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return [line for line in lines if not line.startswith("@@")]


def _consumer(kind: str, shown: Sequence[str]) -> str:
    call, *others = shown
    what = ", ".join(["element" if kind == "each" else kind, *others])
    return f"\n\ndef main():\n{_CONSUMERS[kind].format(', '.join(shown), call, what)}\n"


def _run(text: str) -> str:
    """A program that defines `main` and does not call it is called."""
    return f"{text}\n\nmain()\n" if len(_MAIN.findall(text)) == 1 and "def main(" in text else text
