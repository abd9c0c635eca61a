"""Programs that are made of each producer and each consumer of `cases/matrix/`.

A section `# --- producer: name` is a function `produce(rows)`, `# --- consumer: name` the body of `main(rows)`, where
CALL stands for the call. Where a producer is one simple block it also stands in the consumer's own function, as a
local list. In a `# --- source: name`, EITHER(a | b) is what people write and what would do, and the consumer takes
the place of CONSUME. COUNT(x) and LAST(x) stand for loops that count, and keep the last. `state` is the head of each
module, which begins with that of `both.py`; each line of `inputs` is an expression for the argument.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from textwrap import indent

_FOLDER = Path(__file__).parent / "cases" / "matrix"
_HEAD = re.compile(r"^# --- (.+?): (.+)\n", re.MULTILINE)
_CALL = re.compile(r"# call: (.+)\n")
_INLINE = re.compile(r"def produce\(rows\):\n((?: .*\n|\n)*) {4}return (.+)\n\Z")
_LOOP = re.compile(r"^(COUNT|LAST)\((.*)\)$", re.MULTILINE)
_LOOPS = {
    "COUNT": "count = 0\nfor value in {}:\n    count += 1\nreturn count",
    "LAST": "count = 0\nlast = None\nfor value in {}:\n    last = value\n    count += 1\nreturn count, last",
}
_EITHER = re.compile(r"EITHER\((.*) \| (.*)\)$", re.MULTILINE)
_LISTS = (
    (r"^ *out = \[\]\n", ""),
    (r"\bout(?:: list)? = list\(\)$", "pass"),
    (r"\bout\.append\((.*)\)$", r"yield \1"),
    (r"\bout\.extend\((.*)\)$", r"yield from \1"),
    (r"\bout \+= (.*)$", r"yield from \1"),
    (r"return (out|\[\])$", "return"),
    (r"return \[(.*)\]$", r"return (\1)"),
)
_DICTS = (
    (r"^ *out = \{\}\n", ""),
    (r"\bout = dict\(\)$", "pass"),
    (r"\bout\[(.*?)\] = (.*)$", r"yield \1, \2"),
    (r"return (out|\{\})$", "return"),
    (r"return \{(\w+): (.*)( for .*)\}$", r"return ((\1, \2)\3)"),
    (r"def produce\(", "def pairs_of("),
)
_PAIRS = "\n\ndef produce(rows):\n    return Pairs(pairs_of(rows))\n"
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Program:
    """A module whose `main` is called with each input; `forced` is the same with a generator in place of the list."""

    name: str
    text: str
    forced: str
    inputs: tuple[str, ...]


class Templates:
    """The parts of one half of the matrix: `tuned` or `held_out`."""

    def __init__(self, half: str) -> None:
        _, *texts = _HEAD.split("".join((_FOLDER / f"{name}.py").read_text("utf-8") for name in ("both", half)))
        self.parts: dict[str, list[Part]] = {}
        for kind, name, text in zip(texts[::3], texts[1::3], texts[2::3], strict=True):
            whole = _LOOP.sub(lambda found: _LOOPS[found[1]].format(found[2]), text)
            self.parts.setdefault(kind, []).append((name, whole))

    def programs(self) -> Iterator[Program]:
        """Every program of this half."""
        yield from self._paired("producer", "consumer", _called)
        yield from self._paired("producer", "consumer", _inline)
        yield from self._paired("dict producer", "dict consumer", _called_dict)
        yield from self._paired("source", "consumer", _reading)
        yield from self._paired("source", "file consumer", _reading)

    def _paired(self, made: str, used: str, join: object) -> Iterator[Program]:
        ((_, inputs),) = self.parts["inputs"]
        state = "".join(text for _, text in self.parts["state"])
        state += self.parts["file state"][0][1] if made == "source" and made in self.parts else ""
        for (maker, producer), (user, consumer) in product(self.parts.get(made, []), self.parts.get(used, [])):
            for kind, eager, lazy in join(producer, consumer):  # type: ignore[operator]
                name = f"{kind} {maker} / {user}"
                yield Program(name, f"{state}\n\n{eager}", f"{state}\n\n{lazy}", tuple(inputs.splitlines()))


Joined = Iterator[tuple[str, str, str]]


def _called(producer: str, consumer: str) -> Joined:
    call, producer = _call_of(producer)
    main = _main(consumer, call)
    yield "call", producer + main, _lazily(producer, _LISTS) + main


def _called_dict(producer: str, consumer: str) -> Joined:
    main = _main(consumer, "produce(rows)")
    yield "dict", producer + main, _lazily(producer, _DICTS) + _PAIRS + main


def _inline(producer: str, consumer: str) -> Joined:
    block = _INLINE.match(producer)
    if block is None or "return" in block[1]:
        return
    made = "" if block[2] == "out" else f"    out = {block[2]}\n"
    declared = re.match(r"(?:global .*\n)?", consumer)
    assert declared
    head, body = _main(declared[0], "").rstrip(" "), indent(consumer[declared.end() :].replace("CALL", "out"), "    ")
    yield "local", head + block[1] + made + body, f"{_lazily(producer, _LISTS)}{head}    out = produce(rows)\n{body}"


def _reading(source: str, consumer: str) -> Joined:
    declared = re.match(r"(?:global .*\n)?", consumer)
    assert declared
    source = source.replace("(rows):\n", f"(rows):\n{indent(declared[0], '    ')}")
    texts = [_placed(_EITHER.sub(rf"\{part}", source), consumer[declared.end() :]) for part in (1, 2)]
    yield "read", texts[0], texts[1]


def _placed(source: str, consumer: str) -> str:
    space = re.search(r"^( *)CONSUME$", source, re.MULTILINE)
    assert space
    body = indent(consumer.replace("CALL", "found"), space[1]).rstrip()
    return source.replace(f"{space[1]}CONSUME", body)


def _call_of(producer: str) -> tuple[str, str]:
    call = _CALL.match(producer)
    return (call[1], producer[call.end() :]) if call else ("produce(rows)", producer)


def _main(consumer: str, call: str) -> str:
    return "\n\ndef main(rows):\n" + indent(consumer.replace("CALL", call), "    ")


def _lazily(producer: str, changes: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in changes:
        producer = re.sub(pattern, replacement, producer, flags=re.MULTILINE)
    return producer


LATE = """class Count:
    def __init__(self):
        self.number = 0


class Late:
    def __init__(self, count):
        self.count = count

    def __add__(self, other):
        return 1000 * self.count.number


"""
"""Sums that are other ones when they are made later, as long as somebody counts meanwhile."""
