"""The edits of a change, page by page: they leave the rest of a file byte for byte."""

import ast

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.reasons import require
from sparsemem.source import Module


class Page(Text):
    """The text of one module, and the edits that are to be made in it."""

    def __init__(self, module: Module) -> None:
        super().__init__(module.source.text)
        self.module = module
        self.edits: list[Edit] = []

    def put(self, start: int, end: int, text: str = "") -> None:
        """Something else instead of what stands between two places."""
        self.edits.append(Edit(start, end, text))

    def insert(self, at: int, text: str) -> None:
        """Something more at a place."""
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
        start, end = self.span(statement)
        last = self.offset((statement.end_lineno or 0) + 1, 0)
        behind = self.text[end:last]
        blank = len(behind) - len(behind.lstrip())
        require(self.begins_line(start) and behind[blank : blank + 1] in ("", "#"))
        self.put(*((start, end + blank) if behind.strip() else (self.offset(statement.lineno, 0), last)))

    def unwrap(self, wrapper: ast.expr, first: int, last: int) -> None:
        """What lies from `first` to `last` takes the place of the wrapper around it, with lines of its own."""
        start, end = self.span(wrapper)
        self.put(start, first)
        self.put(last, end)
        strings = (node for node in ast.walk(wrapper) if isinstance(node, ast.Constant | ast.JoinedStr))
        moved = self.begins_line(start) or self.line_of(first) > self.line_of(start)
        if not moved or any(node.lineno != node.end_lineno for node in strings):
            return
        numbers = range(self.line_of(first) + 1, self.line_of(last) + (not self.begins_line(last)))
        lines = [number for number in numbers if self.lines[number - 1].strip()]
        inner = min(map(self.depth, lines), default=0) if self.begins_line(start) else self.depth(self.line_of(first))
        shift = inner - self.depth(self.line_of(start))
        for at in (self.offset(number, 0) for number in lines if shift > 0):
            self.put(at, at + shift)


class Draft:
    """The pages of one change."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}

    def page(self, module: Module) -> Page:
        """That of a module."""
        return self.pages.setdefault(module.source.path, Page(module))
