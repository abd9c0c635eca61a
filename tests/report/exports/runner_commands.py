"""GitHub's workflow commands as its runner reads them, by what its documentation and its sources say.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions, and `TryParseV2` in
https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs: a command stands at the beginning of a
line; its name goes up to the first space, its properties up to the next two colons, with commas between them, and the
rest is the message. Escapes are undone in this order, the percent sign last.
"""

import re
from dataclasses import dataclass

_COMMAND = re.compile(r"^::(?P<name>[^ :]+)(?: (?P<properties>.*?))?::(?P<message>.*)$")
_IN_MESSAGE = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_IN_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_LINE = re.compile(r"\r\n|\r|\n")
"""Where the runner ends a line of a step's output."""
KNOWN = {"file", "line", "endLine", "col", "endColumn", "title"}
"""The properties of an annotation."""


@dataclass(frozen=True, slots=True)
class Command:
    """What the runner makes of one line."""

    name: str
    properties: dict[str, str]
    message: str


def read_commands(output: str) -> list[Command]:
    """The commands of a step's output. Raises ValueError where a line is none."""
    return [_read(line) for line in _LINE.split(output) if line]


def _read(line: str) -> Command:
    found = _COMMAND.match(line)
    if found is None:
        raise ValueError(f"no workflow command: {line!r}")
    pairs = [one.split("=", 1) for one in (found["properties"] or "").split(",") if one]
    properties = {name: _undone(value, _IN_PROPERTY) for name, value in pairs}
    return Command(found["name"], properties, _undone(found["message"], _IN_MESSAGE))


def _undone(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escaped, plain in escapes:
        text = text.replace(escaped, plain)
    return text
