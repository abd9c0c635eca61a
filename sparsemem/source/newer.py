"""Syntax newer than the interpreter, read as older syntax of the same meaning with each word where it was.

So positions in the tree are positions in the text, and an edit by them is right. Needs LibCST (the extra `review`),
whose parser does not depend on the version that runs it.
"""

# ruff: noqa: N802 - the names by which LibCST finds the methods

import ast
from collections.abc import Callable

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

_Place = tuple[int, int]
"""Line, from 1, and byte in it, from 0, as in `ast`."""


class _Older(cst.CSTVisitor):
    """Blanks type parameters (3.12), writes type aliases (3.12) as assignments, `except A, B` (3.14) as `A| B`,
    template strings (3.14) as f-strings, and strings in f-strings (3.12) with other quotes than those around them.
    """

    METADATA_DEPENDENCIES = (ByteSpanPositionProvider,)

    def __init__(self, text: str) -> None:
        self.before = text.encode()
        self.after = bytearray(self.before)
        self.kinds: dict[_Place, int] = {}
        """Where several kinds of exceptions are caught without brackets, and how many."""
        self._around: list[str] = []
        """The quotes of the strings with expressions that one is in."""

    def visit_TypeParameters(self, node: cst.TypeParameters) -> None:
        self._write(*self._span(node), b"")

    def visit_TypeAlias(self, node: cst.TypeAlias) -> None:
        start, _ = self._span(node)
        value, _ = self._span(node.value)
        name = node.name.value.encode()
        self._write(start, value, name, b"=")

    def visit_ExceptHandler(self, node: cst.ExceptHandler) -> None:
        self._join(node.type)

    def visit_ExceptStarHandler(self, node: cst.ExceptStarHandler) -> None:
        self._join(node.type)

    def visit_TemplatedString(self, node: cst.TemplatedString) -> None:
        start, end = self._span(node)
        self.after[start + self.before[start:end].lower().index(b"t")] = ord("f")
        self._enter(node, node.end)

    def leave_TemplatedString(self, original_node: cst.TemplatedString) -> None:
        self._around.pop()

    def visit_FormattedString(self, node: cst.FormattedString) -> None:
        self._enter(node, node.end)

    def leave_FormattedString(self, original_node: cst.FormattedString) -> None:
        self._around.pop()

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        self._quote(node, node.quote)

    def _enter(self, node: cst.CSTNode, quotes: str) -> None:
        """Begin a string with expressions inside."""
        self._around.append(self._quote(node, quotes))

    def _quote(self, node: cst.CSTNode, quotes: str) -> str:
        """The quotes of a string: those that the string around it does not have."""
        start, end = self._span(node)
        if not self._around or self._around[-1] not in self.before[start:end].decode():
            return quotes
        other = quotes.translate(str.maketrans("'\"", "\"'"))
        first = self.before.index(quotes.encode(), start)
        self.after[first : first + len(other)] = self.after[end - len(other) : end] = other.encode()
        return other

    def _span(self, node: cst.CSTNode) -> tuple[int, int]:
        """From its first byte to the one after its last."""
        span = self.get_metadata(ByteSpanPositionProvider, node)
        return span.start, span.start + span.length

    def _join(self, kinds: cst.BaseExpression | None) -> None:
        if not isinstance(kinds, cst.Tuple) or kinds.lpar:
            return
        for element in kinds.elements:
            if isinstance(element.comma, cst.Comma):
                self.after[self._span(element.comma)[0]] = ord("|")
        start, _ = self._span(kinds)
        line = self.before.rfind(b"\n", 0, start) + 1
        self.kinds[self.before.count(b"\n", 0, start) + 1, start - line] = len(kinds.elements)

    def _write(self, start: int, end: int, first: bytes, last: bytes = b"") -> None:
        """Put the two at the ends of a place and blanks between them; its lines stay lines."""
        *lines, rest = self.before[start:end].split(b"\n")
        blank = b"".join(b" " * (len(line) - 1) + b"\\\n" for line in lines) + b" " * len(rest)
        if len(blank) != end - start:
            raise ValueError("an empty line within what is blanked cannot be continued")
        self.after[start:end] = first + blank[len(first) : len(blank) - len(last)] + last


def older_tree(text: str, parse: Callable[[str], ast.Module]) -> ast.Module | None:
    """The tree of the text in older syntax, by `parse`; None where LibCST cannot parse it either.

    Raises SyntaxError or ValueError where it has more than that is new.
    """
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError:
        return None
    older = _Older(text)
    MetadataWrapper(module, unsafe_skip_copy=True).visit(older)
    tree = parse(older.after.decode())
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            number = older.kinds.get((node.type.lineno, node.type.col_offset), 1)
            node.type = _split(node.type, number)
    return tree


def _split(kinds: ast.expr, number: int) -> ast.expr:
    """The kinds of exceptions that stand joined, as the tuple that they are."""
    found: list[ast.expr] = []
    rest = kinds
    while len(found) < number - 1 and isinstance(rest, ast.BinOp):
        found.append(rest.right)
        rest = rest.left
    if not found:
        return kinds
    return ast.copy_location(ast.Tuple([rest, *reversed(found)], ast.Load()), kinds)
