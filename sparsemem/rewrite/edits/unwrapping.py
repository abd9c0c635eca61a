"""What stood in brackets stands without them: lines of its own move to where the brackets began."""

import ast

from sparsemem.rewrite.edits.draft import Edit, Text


def unwrapped(text: Text, wrapper: ast.expr, first: int, last: int) -> list[Edit]:
    """The edits by which what lies from `first` to `last` takes the place of the wrapper around it."""
    start, end = text.span(wrapper)
    edits = [Edit(start, first, ""), Edit(last, end, "")]
    if not text.begins_line(start) or _has_long_string(wrapper):
        return edits
    numbers = range(text.line_of(first) + 1, text.line_of(last) + (not text.begins_line(last)))
    lines = [number for number in numbers if text.lines[number - 1].strip()]
    shift = min(map(text.depth, lines), default=0) - text.column(start)
    starts = [text.offset(number, 0) for number in lines]
    return edits + [Edit(at, at + shift, "") for at in starts if shift > 0]


def _has_long_string(wrapper: ast.expr) -> bool:
    """Whether the lines of a string would move."""
    strings = (ast.Constant, ast.JoinedStr)
    return any(isinstance(node, strings) and node.lineno != node.end_lineno for node in ast.walk(wrapper))
