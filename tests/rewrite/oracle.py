"""What can be seen of a call of `main` in a small module: the judge of the generated programs."""

import collections
import contextlib
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

from rewrite.connections import closed_afterwards
from rewrite.running import described

_STEPS = 3_000
ENDLESS = "it does not end"
_ADDRESS = re.compile(r" at 0x[0-9a-f]+|(?<=<function )(?:[\w<>]+\.)+")
"""Of an object, and the names of functions around one: a lambda in a loop that became a generator has one more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that is compared, as text."""

    result: str
    raised: str | None
    output: str
    state: str


class Endless(BaseException):
    """A program did not end."""


class Pairs:
    """A stream of pairs with the methods of a dict that go through it."""

    def __init__(self, pairs: Iterator[tuple[Any, Any]]) -> None:
        self._pairs = pairs

    def items(self) -> Iterator[tuple[Any, Any]]:
        """The pairs."""
        return self._pairs

    def values(self) -> Iterator[Any]:
        """Their second halves."""
        return (value for _, value in self._pairs)

    def __iter__(self) -> Iterator[Any]:
        return (key for key, _ in self._pairs)


def outcome(code: CodeType, argument: str) -> Outcome:
    """Run a module, then its `main` with what the expression `argument` gives."""
    space: dict[str, Any] = {"__name__": "program", "Pairs": Pairs, "collections": collections, "io": io}
    output, result, raised, rows = io.StringIO(), None, None, None
    with contextlib.redirect_stdout(output), closed_afterwards(), _limited():
        try:
            exec(code, space)
            rows = eval(argument, {**space, **_inputs(space.get("LOG", []))})
            result = space["main"](rows)
        except Endless:
            return Outcome("", ENDLESS, "", "")
        except Exception as problem:
            raised = described(problem)
    state = [space.get(name) for name in ("LOG", "SHARED", "TABLE", "STATE")]
    return Outcome(_shown(result), raised, _ADDRESS.sub("", output.getvalue()), _shown([*state, _left(rows)]))


def _shown(value: object) -> str:
    """Text without addresses."""
    try:
        text = repr(value)
    except RecursionError:
        return "nested without end"
    return _ADDRESS.sub("", text)


def _left(rows: object) -> object:
    """What a caller finds in its argument afterwards."""
    try:
        return list(rows) if isinstance(rows, Iterator) else rows
    except (OSError, ValueError) as problem:
        return described(problem)


def _inputs(log: list[Any]) -> dict[str, Any]:
    """Iterators that leave a trace in the program's own log, or fail."""

    def noisy(*values: Any) -> Iterator[Any]:
        for value in values:
            log.append(("given", value))
            yield value

    def faulty(*values: Any) -> Iterator[Any]:
        yield from values
        raise OSError("the source fails")

    return {"noisy": noisy, "faulty": faulty}


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """Stop a program that takes more steps than any of these needs."""
    left = _STEPS

    def step(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith("<program>"):
            return None
        left -= 1
        if left < 0:
            raise Endless
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        yield
    finally:
        sys.settrace(before)
