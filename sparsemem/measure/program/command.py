"""How the program is started: its command line, and what is done to it in one run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sparsemem.measure.program.instrumentation import NOTHING, Instrumentation
from sparsemem.model import Target

HOOK = Path(__file__).parents[2] / "probe" / "launch"
"""The folder whose `sitecustomize` the measured interpreter finds first."""


@dataclass(frozen=True, slots=True)
class Command:
    """One way to start the program: what follows the interpreter on its command line, and its environment."""

    arguments: tuple[str, ...]
    """Of the program itself: its `sys.argv[1:]`."""
    script: str | None = None
    """A file to run in place of the script."""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """Which run of a sweep it is, how the program is started for it, and what is done to it."""

    scale: int
    repeat: int
    command: Command
    instrumentation: Instrumentation = NOTHING


def interpreter_line(target: Target, command: Command) -> list[str]:
    """The command line that starts the program as its user would."""
    head = ["-m", target.path] if target.kind == "module" else [command.script or target.path]
    return [target.python, *head, *command.arguments]
