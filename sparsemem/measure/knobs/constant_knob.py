"""`--vary NAME`: a constant at the top level of the script is multiplied."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sparsemem.errors import UsageError
from sparsemem.measure.knobs.changed_source import CompilationError, compile_changed
from sparsemem.measure.knobs.offered_knobs import constants, starts_fresh_workers
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Command
from sparsemem.model import Knob, Target


@dataclass(frozen=True, slots=True)
class VariableScaling(Scaling):
    """Runs bytecode of the script in which the constant is multiplied; see `sparsemem/probe/recompile.py`."""

    target: Target
    name: str
    base: int
    kind: Knob = "variable"

    @property
    def detail(self) -> str:
        """The constant and its value at 1x."""
        return f"{self.name} = {self.base} at 1x"

    def command(self, scale: int, folder: Path) -> Command:
        """The varied script, compiled by the interpreter that is to run it."""
        if scale == 1:
            return Command(self.target.argv)
        varied = folder / "varied.pyc"
        try:
            compile_changed(self.target.python, self.target.path, varied, [*self.changes(scale), "settle"])
        except CompilationError as error:
            raise UsageError(f"--vary {self.name}: {self.target.path} cannot be compiled: {error}") from None
        return Command(self.target.argv, script=str(varied))

    def changes(self, scale: int) -> Sequence[str]:
        """The constant, multiplied."""
        return [f"multiply {self.name} {scale}"]

    def check(self, has_fresh_workers: bool) -> None:
        """Raises UsageError where the program started workers that import the script anew."""
        if has_fresh_workers:
            raise UsageError(_refusal(self.name, "spawn or forkserver"))


def variable_scaling(target: Target, tree: ast.Module | None, name: str, kind: Knob = "variable") -> VariableScaling:
    """The scaling by the constant `name`. Raises UsageError, with the reason, where it cannot be multiplied."""
    if tree is None:
        raise UsageError(f"--vary {name} needs a script that can be parsed; write {{N}} in the arguments instead")
    values = constants(tree).get(name, [])
    if not values:
        raise UsageError(f"--vary {name}: {target.path} assigns no {name} at its top level")
    if len(values) > 1:
        raise UsageError(f"--vary {name}: {target.path} assigns {name} {len(values)} times; scale something else")
    if values[0] is None:
        raise UsageError(f"--vary {name}: the value of {name} is no integer that could be multiplied")
    method = starts_fresh_workers(tree)
    if method is not None:
        raise UsageError(_refusal(name, method))
    return VariableScaling(target, name, values[0], kind)


def _refusal(name: str, method: str) -> str:
    return (
        f"--vary {name}: the program starts {method} workers, which import the script and would see the old value; "
        "write {N} in the arguments, or read SPARSEMEM_SCALE"
    )
