"""A program started by a script of ours that deals with one value at its end: `sparsemem/probe/survivors.py`."""

from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Command
from sparsemem.measure.settings.tuning import Tuning
from sparsemem.model import Knob, Target

DRIVER = Path(__file__).parents[2] / "probe" / "survivors.py"


@dataclass(frozen=True, slots=True)
class SurvivorScaling(Scaling):
    """Another way of scaling, with the driver in front of what it starts."""

    inner: Scaling
    target: Target
    name: str
    """Of the value."""
    way: str
    """What is done with it: `round trip` or `child`."""

    @property
    def kind(self) -> Knob:  # type: ignore[override]
        """That of the inner one."""
        return self.inner.kind

    @property
    def detail(self) -> str:
        """That of the inner one."""
        return self.inner.detail

    def command(self, scale: int, folder: Path) -> Command:
        """The inner one's, as arguments of the driver."""
        found = self.inner.command(scale, folder)
        head = (self.way, self.name, self.target.path, found.script or self.target.path)
        return replace(found, arguments=(*head, *found.arguments), script=str(DRIVER))

    def check(self, has_fresh_workers: bool) -> None:
        """As the inner one does."""
        self.inner.check(has_fresh_workers)


def with_survivors(scaling: Scaling, target: Target, tuning: Tuning) -> SurvivorScaling:
    """The way of scaling for a tuning of survivors."""
    assert tuning.survivors is not None
    name = (tuning.code or "").partition(" = ")[0]
    return SurvivorScaling(scaling, target, name, tuning.survivors)
