"""Statements that move into the block above them, so that what is open there stays open for them."""

import ast

from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.reasons import require


def move_into(page: Page, block: ast.With, last: ast.stmt, first: ast.stmt) -> None:
    """All below a `with` up to the statement `last`, as deep as its statement `first`. Raises RefusedError."""
    above = block.end_lineno or 0
    lines = range(above + 1, (last.end_lineno or 0) + 1)
    if block.body == [first]:
        while not page.lines[lines[0] - 1].strip():
            lines = lines[1:]
        page.put(page.offset(above + 1, 0), page.offset(lines[0], 0))
    indent_lines(page, lines, page.indent(first).removeprefix(page.indent(block)))


def indent_lines(page: Page, lines: range, unit: str) -> None:
    """So much further in, but for empty lines. Raises RefusedError where a text or a line goes on in the next."""
    nodes = (node for node in ast.walk(page.module.tree) if isinstance(node, ast.Constant | ast.JoinedStr))
    texts = any(node.end_lineno != node.lineno and node.end_lineno in lines for node in nodes)
    require(not texts and not any("\\\n" in page.lines[number - 1] for number in lines))
    for number in lines:
        if page.lines[number - 1].strip():
            page.insert(page.offset(number, 0), unit)
