import ast
from contextlib import nullcontext

import pytest

from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.reasons import RefusedError
from sparsemem.source import Module, Source


def a_page(text: str, *edits: tuple[int, int, str]) -> Page:
    page = Page(Module(Source("a.py", "a", text)))
    for edit in edits:
        page.put(*edit)
    return page


def first(text: str, kind: type[ast.AST]) -> ast.AST:
    return next(node for node in ast.walk(ast.parse(text)) if isinstance(node, kind))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_node_is_found_behind_letters_of_several_bytes(newline: str) -> None:
    source = newline.join(['name = "größe"; other = "ß"', "\tif_ = 1" if False else "x = [é for é in ()]", ""])
    text = a_page(source)
    assert text.of(first(source, ast.ListComp)) == "[é for é in ()]"


def test_a_form_feed_and_a_line_separator_end_no_line() -> None:
    source = 'a = "x\u2028y"\n\x0cb = [1]\n'
    text = a_page(source)
    assert len(text.lines) == 2
    assert text.of(first(source, ast.List)) == "[1]"


def test_edits_are_made_from_the_end_and_must_not_overlap() -> None:
    assert a_page("abcdef", (0, 1, "X"), (5, 6, "YZ"), (2, 2, "-")).applied() == "Xb-cdeYZ"
    with pytest.raises(ValueError, match="overlap"):
        a_page("abcdef", (0, 3, ""), (2, 4, "")).applied()


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("a = 1\nout = []\nb = 2\n", "a = 1\nb = 2\n"),
        ("a = 1\nout = []  # kept\nb = 2\n", "a = 1\n# kept\nb = 2\n"),
        ("a = 1\nout = []; b = 2\n", None),
        ("a = 1; out = []\n", None),
    ],
)
def test_a_statement_goes_alone_and_its_comment_stays(source: str, left: str | None) -> None:
    page = a_page(source)
    statement = next(s for s in page.module.tree.body if ast.unparse(s) == "out = []")
    with pytest.raises(RefusedError) if left is None else nullcontext():
        page.remove(statement)
    assert left is None or page.applied() == left


def test_lines_are_followed_back_through_edits() -> None:
    text = a_page("one\ntwo\nthree\nfour\n", (4, 8, ""), (8, 8, "new\nnew\n"), (19, 19, "five\n"))
    after = a_page(text.applied())
    assert after.lines == ["one\n", "new\n", "new\n", "three\n", "four\n", "five\n"]
    found = text.origins([1, 2, 3, 4, 5])
    assert (found[0], found[3], found[4]) == (1, 3, 4)
    assert len(found) == len(after.lines) + 1
