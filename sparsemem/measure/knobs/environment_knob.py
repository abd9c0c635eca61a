"""SPARSEMEM_SCALE, which is always set: for programs that read it, and for those without a knob."""

from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Command
from sparsemem.model import Knob


@dataclass(frozen=True, slots=True)
class EnvironmentScaling(Scaling):
    """The program's own arguments at every scale."""

    arguments: tuple[str, ...]
    kind: Knob
    detail: str

    def command(self, scale: int, folder: Path) -> Command:
        """The same command at every scale."""
        return Command(self.arguments)
