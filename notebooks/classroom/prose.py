"""Sentences whose figures come from the run, and boxes for what somebody claimed and what was measured."""

from IPython.display import Markdown, display

from sparsemem.units import format_ratio, format_size


def mb(size: float | None) -> str:
    """Bytes as people say them."""
    return format_size(None if size is None else round(size))


def times(part: float | None, whole: float | None) -> str:
    """How many times the one is the other."""
    return format_ratio(part, whole) if part is not None and whole is not None else "?"


def say(*lines: str) -> None:
    """Show paragraphs of Markdown."""
    display(Markdown("\n\n".join(lines)))


def box(claimed: str, measured: str, why: str) -> None:
    """What a report said, what was measured here, and why the two differ."""
    rows = [("**Claimed**", claimed), ("**Measured**", measured), ("**Why**", why)]
    say("\n".join(["| | |", "|:---|:---|", *(f"| {name} | {text} |" for name, text in rows)]))


def shown(path: str, begins: str, lines: int) -> None:
    """So many lines of a file, from the one that begins so on."""
    with open(path) as file:
        text = file.read().splitlines()
    at = next(at for at, line in enumerate(text) if line.startswith(begins))
    end = "\n".join(text[at : at + lines]).rstrip()
    say(f"`{path}`, line {at + 1}:\n\n```python\n{end}\n```")
