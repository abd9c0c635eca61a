"""Programs that are made of each producer and each consumer, run before and after a rewrite on many inputs.

`python benchmarks/rewrite_matrix.py` prints what comes out. Each program is also converted by force, so that it is
known what a perfect rewriter could convert: what can be seen stays the same for all inputs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from textwrap import indent

from rewrite.oracle import Outcome, outcome
from sparsemem.rewrite import Tier, rewrite

_FOLDER = Path(__file__).parent / "cases" / "matrix"
_HEAD = re.compile(r"^# --- (.+?): (.+)\n", re.MULTILINE)
_PATH = "main.py"
_STATE = """LOG = []
SHARED = [1, 2]
TABLE = {1: 5, 2: 6}


def drain(values):
    count = 0
    for value in values:
        count += 1
    return count


"""
_LISTS = (
    (r"^ *out = \[\]\n", ""),
    (r"\bout\.append\((.*)\)$", r"yield \1"),
    (r"\bout\.extend\((.*)\)$", r"yield from \1"),
    (r"return (out|\[\])$", "return"),
    (r"return \[(.*)\]$", r"return (\1)"),
)
_DICTS = (
    (r"^ *out = \{\}\n", ""),
    (r"\bout\[(.*?)\] = (.*)$", r"yield \1, \2"),
    (r"return (out|\{\})$", "return"),
    (r"return \{(\w+): (.*)( for .*)\}$", r"return ((\1, \2)\3)"),
    (r"def produce\(", "def pairs_of("),
)


@dataclass(frozen=True)
class Program:
    """A producer and a consumer as one module; `forced` is the same with a generator for the list or dict."""

    name: str
    text: str
    forced: str

    @cached_property
    def before(self) -> tuple[Outcome, ...]:
        """What it does with each input."""
        return outcomes(self.text)

    @cached_property
    def could_be_lazy(self) -> bool:
        """Whether nothing that was looked at would tell the generator from the list."""
        return outcomes(self.forced) == self.before


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rewriter did with a program: the tier of its decision (None: left alone), and whether it is equal."""

    tier: Tier | None
    equal: bool
    reasons: tuple[str, ...]


def outcomes(text: str) -> tuple[Outcome, ...]:
    """What a module does with each input."""
    code = compile(text, "<program>", "exec")
    return tuple(outcome(code, name) for name in INPUTS)


def verdict(program: Program, tier: Tier) -> Verdict:
    """Rewrite a program up to a tier, and compare."""
    done = rewrite({_PATH: program.text}, tier=tier)
    reasons = tuple(sorted({refusal.reason for refusal in done.refusals}))
    if not done.changes:
        return Verdict(None, True, reasons)
    worst = max(Tier[change.tier] for change in done.changes)
    return Verdict(worst, outcomes(done.sources[_PATH]) == program.before, reasons)


def programs(half: str) -> Iterator[Program]:
    """All programs of the `tuned` or the `held_out` half."""
    parts: dict[str, list[tuple[str, str]]] = {}
    _, *texts = _HEAD.split((_FOLDER / f"{half}.py").read_text("utf-8"))
    for kind, name, text in zip(texts[::3], texts[1::3], texts[2::3], strict=True):
        parts.setdefault(kind, []).append((name, text))
    for kind in ("", "dict "):
        for (made, producer), (used, consumer) in product(parts[f"{kind}producer"], parts[f"{kind}consumer"]):
            yield _program(f"{kind}{made} / {used}", producer, consumer, _DICTS if kind else _LISTS)


def _program(name: str, producer: str, consumer: str, lazily: tuple[tuple[str, str], ...]) -> Program:
    main = "\n\ndef main(rows):\n" + indent(consumer.replace("CALL", "produce(rows)"), "    ")
    lazy = producer
    for pattern, replacement in lazily:
        lazy = re.sub(pattern, replacement, lazy, flags=re.MULTILINE)
    if lazily is _DICTS:
        lazy += "\n\ndef produce(rows):\n    return Pairs(pairs_of(rows))\n"
    return Program(name, _STATE + producer + main, _STATE + lazy + main)


INPUTS = (
    "[]",
    "[3, 1, 2]",
    "[2, 2, 1, 1]",
    "[1, None, 2]",
    "[4, 0, 'x', 5]",
    "['1', '22', 'x']",
    "[[1, 2], [], [2]]",
    "(2, 3)",
    "None",
    "{1: 2, 2: 0, 'k': 3}",
    "{1: None, 10: 4}",
    "SHARED",
    "TABLE",
    "noisy(1, 2, 0)",
    "faulty(1, 2, 3)",
)
"""Expressions for the argument: empty, equal elements, elements that fail early or late, names of what a program holds
itself, and iterators that leave a trace or fail."""
