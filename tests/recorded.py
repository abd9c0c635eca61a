"""Texts that real interpreters and kernels wrote, and the ways in which a text can arrive broken."""

import re
from pathlib import Path

from hypothesis import strategies as st

DATA = Path(__file__).parent / "data"


def read(name: str) -> str:
    """A recorded text, by its path under `tests/data`."""
    return (DATA / name).read_text()


def names(folder: str) -> list[str]:
    """The recorded texts of a folder, as `read` takes them."""
    return sorted(f"{folder}/{path.name}" for path in (DATA / folder).iterdir())


def cut_at_every_line(text: str) -> list[str]:
    """The text up to each of its lines, the empty one first, the whole one left out."""
    lines = text.splitlines(keepends=True)
    return ["".join(lines[:end]) for end in range(len(lines))]


def damaged(text: str) -> st.SearchStrategy[str]:
    """Any text, and `text` with a part of it replaced by anything: other digits, nothing, alien letters."""
    numbers = st.sampled_from([match.span() for match in re.finditer(r"\d+", text)])
    anywhere = st.builds(lambda start, size: (start, start + size), st.integers(0, len(text)), st.integers(0, 40))
    piece = st.text(max_size=8) | st.sampled_from(["²", "٣", "-1", ",", "9" * 5000, "\x00", "\u2028", " kB\n"])
    spliced = st.builds(lambda span, new: text[: span[0]] + new + text[span[1] :], numbers | anywhere, piece)
    return st.text() | spliced
