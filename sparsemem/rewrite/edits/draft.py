"""Edits of source text by the places that its tree gives: comments and formatting stay."""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from `start` up to `end` become `text`."""

    start: int
    end: int
    text: str


class Text:
    """Source text, addressed as trees address it: lines from 1, columns in bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = _LINES.findall(text)
        self._starts = [0, *accumulate(map(len, self.lines))]
        self.newline = "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"

    def offset(self, line: int, column: int) -> int:
        """The index of a place in the text."""
        whole = self.lines[line - 1] if line <= len(self.lines) else ""
        return self._starts[line - 1] + len(whole.encode()[:column].decode())

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node starts and ends."""
        start = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return start, self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def of(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_of(self, offset: int) -> int:
        """The line, from 1, that an index lies in."""
        return bisect_right(self._starts, offset, hi=max(len(self.lines), 1))

    def column(self, offset: int) -> int:
        """How many characters stand before it in its line."""
        return offset - self._starts[self.line_of(offset) - 1]

    def begins_line(self, offset: int) -> bool:
        """Whether only white space stands before it in its line."""
        return not self.text[offset - self.column(offset) : offset].strip(" \t\f")

    def depth(self, line: int) -> int:
        """How many characters of white space a line begins with."""
        whole = self.lines[line - 1]
        return len(whole) - len(whole.lstrip(" \t\f"))

    def indent(self, node: ast.AST) -> str:
        """The white space in front of a node's line."""
        return str(self.lines[node.lineno - 1][: self.depth(node.lineno)])  # type: ignore[attr-defined]


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Each once, by their places; of several at one place the first comes first."""
    return sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Raises ValueError where two of them overlap."""
    ordered = in_order(edits)
    for one, other in pairwise(ordered):
        if one.end > other.start:
            raise ValueError(f"edits overlap at {other.start}")
    for edit in reversed(ordered):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def origins(before: list[int], text: Text, edits: Iterable[Edit]) -> list[int]:
    """For each line after the edits, the line that it was in the first text; `before` is that of each line now."""
    found, position = list[int](), 0
    for edit in in_order(edits):
        found += before[text.line_of(position) - 1 : text.line_of(edit.start) - 1]
        here = before[min(text.line_of(edit.start), len(before)) - 1] if before else 1
        found += [here] * edit.text.count("\n")
        position = max(position, edit.end)
    return found + before[text.line_of(position) - 1 :]
