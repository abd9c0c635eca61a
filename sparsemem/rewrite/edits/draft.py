"""The edits of a change, page by page, at the places of the tree: the rest of a file stays byte for byte."""

import ast
import re
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate, pairwise
from textwrap import dedent, indent

from sparsemem.rewrite.reasons import require
from sparsemem.source import Module

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class Page:
    """The text of one module, and the edits that are to be made in it.

    Trees address it by lines from 1 and columns in bytes of UTF-8, edits by the indices of characters.
    """

    def __init__(self, module: Module) -> None:
        self.module, self.text = module, module.source.text
        self.lines: list[str] = _LINES.findall(self.text)
        self._starts = [0, *accumulate(map(len, self.lines))]
        self.newline = "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"
        self.edits: dict[tuple[int, int, str], None] = {}
        self.needs: dict[str, set[str]] = defaultdict(set)
        """Names that have to be imported, by their modules."""

    def offset(self, line: int, column: int = 0) -> int:
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

    def above(self, node: ast.AST) -> int:
        """Where the line of a node begins."""
        return self.offset(node.lineno)  # type: ignore[attr-defined]

    def below(self, node: ast.AST) -> int:
        """Where the line behind a node begins."""
        return self.offset(node.end_lineno + 1)  # type: ignore[attr-defined]

    def line_of(self, offset: int) -> int:
        """The line, from 1, that an index lies in."""
        return bisect_right(self._starts, offset, hi=max(len(self.lines), 1))

    def begins_line(self, offset: int) -> bool:
        """Whether only white space stands before it in its line."""
        return not self.text[self._starts[self.line_of(offset) - 1] : offset].strip(" \t\f")

    def indent(self, node: ast.AST) -> str:
        """The white space in front of a node's line."""
        line = self.lines[node.lineno - 1]  # type: ignore[attr-defined]
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def put(self, start: int, end: int, text: str = "") -> None:
        """Something else instead of what stands between two places; the same once."""
        self.edits[start, end, text] = None

    def insert(self, at: int, text: str) -> None:
        """Something more at a place; of several the first comes first."""
        self.put(at, at, text)

    def replace(self, node: ast.AST, new: str) -> None:
        """Something else instead of a node. Raises RefusedError where its place is not known, as in f-strings."""
        text = self.of(node)
        require(text == node.id if isinstance(node, ast.Name) else not isinstance(node, ast.Call) or text[-1:] == ")")
        self.put(*self.span(node), new)

    def wrap(self, node: ast.AST, before: str, after: str) -> None:
        """Something in front of a node and behind it."""
        start, end = self.span(node)
        self.insert(start, before)
        self.insert(end, after)

    def make_round(self, node: ast.expr) -> None:
        """Round brackets instead of square or curly ones."""
        start, end = self.span(node)
        self.put(start, start + 1, "(")
        self.put(end - 1, end, ")")

    def remove(self, statement: ast.stmt) -> None:
        """No statement of a block that has others; a comment behind it stays. Raises RefusedError beside another."""
        (start, end), last = self.span(statement), self.below(statement)
        behind = self.text[end:last]
        blank = len(behind) - len(behind.lstrip())
        require(self.begins_line(start) and behind[blank : blank + 1] in ("", "#"))
        self.put(*((start, end + blank) if behind.strip() else self._whole(statement)))

    def _whole(self, statement: ast.stmt) -> tuple[int, int]:
        """Its lines, and the blank ones that it would leave at the edge of its block; not where imports may come."""
        block, first, last = self.module.block(statement), self.above(statement), self.below(statement)
        place = block.index(statement) if block is not self.module.tree.body else None
        is_text = isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant)
        if place is not None and place <= is_text and len(block) > place + 1:
            last = self.line_start(len(self.text) - len(self.text[last:].lstrip()))
        elif place is not None and place > 1 and statement is block[-1]:
            first = self.offset(self.line_of(len(self.text[:first].rstrip()) - 1) + 1)
        return first, last

    def line_start(self, offset: int) -> int:
        """Where the line begins that an index lies in."""
        return self.offset(self.line_of(offset))

    def unwrap(self, wrapper: ast.expr, first: int, last: int) -> None:
        """What lies from `first` to `last` takes the place of the wrapper around it, with lines of its own."""
        (start, end), outer = self.span(wrapper), self.indent(wrapper)
        if self.line_of(first) == self.line_of(start) and not self.begins_line(start):
            self.put(start, first)
            return self.put(last, end)
        head, *rest = self.text[first:last].strip().splitlines(keepends=True)
        strings = (node for node in ast.walk(wrapper) if isinstance(node, ast.Constant | ast.JoinedStr))
        keeps = any(node.lineno != node.end_lineno for node in strings)
        # What stands behind the wrapper may not come to stand behind a comment.
        hidden = "#" in [head, *rest][-1] and self.text[end:].partition("\n")[0].strip()
        moved = "".join(rest) if keeps else indent(dedent("".join(rest)), outer)
        moved += f"{self.newline}{outer}" if hidden else ""
        return self.put(start, end, head + moved)

    def indent_lines(self, lines: range, unit: str) -> None:
        """So much further in, but for empty lines. Raises RefusedError where a text or a line goes on in the next."""
        nodes = (node for node in ast.walk(self.module.tree) if isinstance(node, ast.Constant | ast.JoinedStr))
        texts = any(node.end_lineno != node.lineno and node.end_lineno in lines for node in nodes)
        require(not texts and not any("\\\n" in self.lines[number - 1] for number in lines))
        for number in lines:
            if self.lines[number - 1].strip():
                self.insert(self.offset(number), unit)

    def _in_order(self) -> list[tuple[int, int, str]]:
        return sorted(self.edits, key=lambda edit: edit[:2])

    def applied(self) -> str:
        """The text with the edits made. Raises ValueError where two of them overlap."""
        text, ordered = self.text, self._in_order()
        for (_, end, _), (start, _, _) in pairwise(ordered):
            if end > start:
                raise ValueError(f"edits overlap at {start}")
        for start, end, new in reversed(ordered):
            text = text[:start] + new + text[end:]
        return text

    def origins(self, before: list[int]) -> list[int]:
        """For each line after the edits its line in the first text; `before` is that of each line now."""
        found, position = list[int](), 0
        for start, end, new in self._in_order():
            line = self.line_of(start)
            found += before[self.line_of(position) - 1 : line - 1]
            found += [before[min(line, len(before)) - 1]] * new.count("\n")
            position = max(position, end)
        return found + before[self.line_of(position) - 1 :]


class Draft:
    """The pages of one change."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}

    def page(self, module: Module) -> Page:
        """That of a module."""
        return self.pages.setdefault(module.source.path, Page(module))
