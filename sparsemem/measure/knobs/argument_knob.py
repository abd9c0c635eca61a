"""`{N}` in the arguments: an integer whose value is N at 1x."""

import re
from dataclasses import dataclass
from pathlib import Path

from sparsemem.errors import UsageError
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Command
from sparsemem.model import Knob

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class ArgumentScaling(Scaling):
    """Multiplies each `{N}` in the program's arguments; `{{` and `}}` are literal braces."""

    arguments: tuple[str, ...]
    kind: Knob = "argument"

    @property
    def detail(self) -> str:
        """The arguments, with the numbers to scale in braces."""
        return " ".join(self.arguments)

    def command(self, scale: int, folder: Path) -> Command:
        """The arguments with every number multiplied."""
        return Command(fill(self.arguments, scale))


def has_number(arguments: tuple[str, ...]) -> bool:
    """Whether an argument has a `{N}`. Raises UsageError where braces hold something else."""
    return sum(len(_numbers(argument)) for argument in arguments) > 0


def fill(arguments: tuple[str, ...], scale: int) -> tuple[str, ...]:
    """The arguments at `scale`."""
    return tuple(_PART.sub(lambda match: _replacement(match, scale), argument) for argument in arguments)


def _replacement(match: re.Match[str], scale: int) -> str:
    return match[0][0] if match[1] is None else str(int(match[1]) * scale)


def _numbers(argument: str) -> list[int]:
    """The 1x values in an argument. Raises UsageError where what stands in braces is no integer over 0."""
    found = []
    for match in _PART.finditer(argument):
        if match[0] in ("{{", "}}"):
            continue
        if not re.fullmatch(r"0*[1-9]\d{0,17}", match[1] or "", re.ASCII):
            raise UsageError(f"{match[0]} in {argument!r} is no integer to scale; write {{{{ for a literal brace")
        found.append(int(match[1]))
    return found
