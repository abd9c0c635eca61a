"""What every way of scaling a program has in common."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from sparsemem.measure.program.command import Command
from sparsemem.model import Knob


class Scaling(ABC):
    """A way in which a scale reaches the program."""

    __slots__ = ()
    kind: Knob
    """What the plan calls it."""

    @property
    @abstractmethod
    def detail(self) -> str:
        """For a person: what is scaled, and from which 1x value."""

    @abstractmethod
    def command(self, scale: int, folder: Path) -> Command:
        """How to start the program at `scale`; files that it needs are made in `folder`."""

    def changes(self, scale: int) -> Sequence[str]:
        """What is changed in the source of the script, as `sparsemem/probe/recompile.py` has it."""
        return ()

    def check(self, has_fresh_workers: bool) -> None:  # noqa: B027 (most ways can reach every program)
        """Raises UsageError where a run showed that the scale cannot reach the program in this way.

        `has_fresh_workers`: it started workers that do not inherit the memory of their parent.
        """
