"""What the probe hands over at a moment: named sections of raw text."""

from dataclasses import dataclass

from sparsemem.probe.layout import SECTION


@dataclass(frozen=True, slots=True)
class Post:
    """The name of a moment and the raw text of each section."""

    moment: str
    sections: dict[str, str]


def parse_post(text: str) -> Post:
    """The sections of a posted text; one that was cut off is there as far as it goes."""
    sections = {}
    for part in text.split(SECTION)[1:]:
        name, _, body = part.partition("\n")
        sections[name] = body.strip("\n")
    return Post(sections.get("moment", ""), sections)


def parse_about(text: str) -> dict[str, str]:
    """The facts of the interpreter that came with `start`; an empty value is left out."""
    pairs = (line.partition(" ") for line in text.splitlines())
    return {name: value for name, _, value in pairs if value}
