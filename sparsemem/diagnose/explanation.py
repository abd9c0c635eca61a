"""What a finding means, for a person who has it on the screen: the text of `explain`."""

from dataclasses import dataclass
from textwrap import dedent, indent, wrap

from sparsemem.model import Remedy

_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Explanation:
    """The documentation of a rule."""

    code: str
    name: str
    meaning: str
    """What is the matter, and what it is not."""
    measured: str
    """How the bytes of the finding are found."""
    example: str
    """A program that has it."""
    remedies: tuple[Remedy, ...]


def render_explanation(explanation: Explanation) -> str:
    """The page as plain text."""
    lines = [f"{explanation.code} {explanation.name}", "", "What it means"]
    lines += _prose(explanation.meaning)
    lines += ["", "How it is measured", *_prose(explanation.measured)]
    lines += ["", "Example", indent(dedent(explanation.example).strip(), "    ")]
    lines += ["", "What to do"]
    for number, remedy in enumerate(explanation.remedies, 1):
        lines += wrap(f"{number}. {remedy.text}", _WIDTH, initial_indent="  ", subsequent_indent="     ")
        lines += [f"       {remedy.command}"] if remedy.command else []
    return "\n".join(lines) + "\n"


def _prose(text: str) -> list[str]:
    return wrap(dedent(text).strip(), _WIDTH, initial_indent="  ", subsequent_indent="  ")
