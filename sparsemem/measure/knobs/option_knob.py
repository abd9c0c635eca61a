"""An integer option that the program declares with a default, given the multiplied value."""

from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Command
from sparsemem.model import Knob


@dataclass(frozen=True, slots=True)
class OptionScaling(Scaling):
    """Puts `option value` before the arguments, or in the place of the value that stands there."""

    arguments: tuple[str, ...]
    option: str
    base: int
    kind: Knob = "found"

    @property
    def detail(self) -> str:
        """The option and its value at 1x."""
        return f"option {self.option}, {self.base} at 1x"

    def command(self, scale: int, folder: Path) -> Command:
        """The arguments with the option's value multiplied."""
        value = str(self.base * scale)
        arguments = list(self.arguments)
        for place, argument in enumerate(arguments):
            if argument == self.option and place + 1 < len(arguments):
                arguments[place + 1] = value
                return Command(tuple(arguments))
            if argument.startswith(f"{self.option}="):
                arguments[place] = f"{self.option}={value}"
                return Command(tuple(arguments))
        return Command((self.option, value, *arguments))


def given_value(arguments: tuple[str, ...], option: str) -> str | None:
    """The value that the arguments give for `option`; None where they do not."""
    for place, argument in enumerate(arguments):
        if argument == option:
            return arguments[place + 1] if place + 1 < len(arguments) else ""
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None
