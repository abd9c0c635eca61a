"""`--input FILE`: the file is the data at the largest scale, and a smaller scale gets the first part of it."""

from dataclasses import dataclass
from pathlib import Path

from sparsemem.errors import UsageError
from sparsemem.measure.knobs.input_prefix import check_readable, cut
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Command
from sparsemem.model import Knob


@dataclass(frozen=True, slots=True)
class InputScaling(Scaling):
    """Puts a shortened copy of `path` in its place wherever it stands in the arguments."""

    arguments: tuple[str, ...]
    path: str
    largest: int
    kind: Knob = "input"

    def __post_init__(self) -> None:
        check_readable(Path(self.path))
        if not any(self._names_it(argument) for argument in self.arguments):
            raise UsageError(f"--input {self.path} does not stand in the program's arguments; put it after --")

    @property
    def detail(self) -> str:
        """The file, and which part of it a scale gets."""
        return f"the first s/{self.largest} of the records of {self.path}"

    def command(self, scale: int, folder: Path) -> Command:
        """The arguments with the path of the part that belongs to `scale`."""
        if scale == self.largest:
            return Command(self.arguments)
        part = folder / Path(self.path).name
        cut(Path(self.path), (scale, self.largest), part)
        return Command(self._placed(str(part)))

    def _placed(self, part: str) -> tuple[str, ...]:
        return tuple(self._replace(argument, part) for argument in self.arguments)

    def _replace(self, argument: str, part: str) -> str:
        option, equals, value = argument.partition("=")
        if self._is_it(argument):
            return part
        return f"{option}={part}" if equals and self._is_it(value) else argument

    def _names_it(self, argument: str) -> bool:
        return self._is_it(argument) or self._is_it(argument.partition("=")[2])

    def _is_it(self, text: str) -> bool:
        return bool(text) and Path(text).resolve() == Path(self.path).resolve()
