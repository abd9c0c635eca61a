"""A unified diff that `patch -p1` and `git apply` take."""

from collections.abc import Iterator
from difflib import unified_diff

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified(name: str, before: str, after: str) -> str:
    """The diff of one file; a line ends where diff tools have it end, at a line feed only."""
    lines = unified_diff(_lines(before), _lines(after), f"a/{_quoted(name)}", f"b/{_quoted(name)}")
    return "".join(line if line.endswith("\n") else f"{line}{_NO_NEWLINE}" for line in lines)


def _quoted(name: str) -> str:
    """A tab behind a name with blanks tells where it ends."""
    return f"{name}\t" if " " in name else name


def _lines(text: str) -> list[str]:
    return list(_split(text))


def _split(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
