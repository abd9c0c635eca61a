"""A program whose memos are noted: its script, and modules beside it, with dicts handed over as they are bound."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem.measure.knobs.changed_source import CompilationError, compile_changed
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Command
from sparsemem.measure.run.turn import Subject
from sparsemem.model import Knob, Target

_CLOSURE, _DEFAULTS = " in closure of ", "defaults of "
"""In the names of what a function closes over, and of what its parameters are by default."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A dict that is noted."""

    name: str
    """What the memory of a program calls it: `shop._users`, `Shop.prices`."""
    path: str
    """The file in which it is bound."""


@dataclass(frozen=True, slots=True)
class NotedSource:
    """What is run, and what the probe is told."""

    subject: Subject
    codes: tuple[str, ...]
    """Of each module with other bytecode: the word code, its real path, and that of the bytecode."""


@dataclass(frozen=True, slots=True)
class NotingScript(Scaling):
    """The same way to scale, with a script that is changed further."""

    target: Target
    scaling: Scaling
    notes: tuple[str, ...]

    @property
    def kind(self) -> Knob:  # type: ignore[override]
        """As it was."""
        return self.scaling.kind

    @property
    def detail(self) -> str:
        """As it was."""
        return self.scaling.detail

    def command(self, scale: int, folder: Path) -> Command:
        """The script compiled anew; where it cannot be, as it was, and nothing is noted."""
        plain, noted = self.scaling.command(scale, folder), folder / "noted.pyc"
        changes = [*self.scaling.changes(scale), *self.notes, "settle"]
        try:
            compile_changed(self.target.python, self.target.path, noted, changes)
        except CompilationError:
            return plain
        return replace(plain, script=str(noted))

    def check(self, has_fresh_workers: bool) -> None:
        """As it was."""
        self.scaling.check(has_fresh_workers)


def noted_source(subject: Subject, memos: Iterable[Noted], folder: Path) -> NotedSource:
    """The program with its memos noted; bytecode of modules is written to `folder`."""
    target, notes = subject.target, defaultdict[Path, list[str]](list)
    for one in memos:
        notes[Path(one.path).resolve()].append(f"note {_name_in_file(one)} {one.name}")
    script = notes.pop(Path(target.path).resolve(), []) if target.kind == "script" else []
    if script:
        subject = replace(subject, scaling=NotingScript(target, subject.scaling, tuple(script)))
    codes = [
        _module(target.python, path, folder / f"{at}.pyc", some) for at, (path, some) in enumerate(notes.items())
    ]
    return NotedSource(subject, tuple(filter(None, codes)))


def _name_in_file(one: Noted) -> str:
    """A variable of the module by itself, an attribute with its class; one of a closure, the default of a parameter,
    as `Noting` has them."""
    variable, closure, _ = one.name.partition(_CLOSURE)
    if closure or one.name.startswith(_DEFAULTS):
        return f"~{variable}" if closure else f"={one.name.rpartition('.')[2].removeprefix(_DEFAULTS)}"
    owner, _, name = one.name.rpartition(".")
    return name if owner == "__main__" or owner.rpartition(".")[2] == Path(one.path).stem else one.name


def _module(python: str, path: Path, into: Path, notes: Sequence[str]) -> str:
    try:
        compile_changed(python, str(path), into, notes)
    except CompilationError:
        return ""
    return f"code\t{path}\t{into}"
