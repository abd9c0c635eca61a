"""Syntax newer than 3.11 is read with each word where it stands in the text."""

import ast

import pytest

from sparsemem.source.text import UnreadableError, parse

pytest.importorskip("libcst")

NEWER = [
    pytest.param("def f[T: int](x: T) -> T: return x", "FunctionDef", id="type parameters of a function"),
    pytest.param("class C[T, *Ts](dict): x: T", "ClassDef", id="of a class"),
    pytest.param("def f[\n    T,  # of rows\n    U = int,\n](x: T): return x", "FunctionDef", id="of several lines"),
    pytest.param("if x:\n    type Long[\n        T\n    ] = dict[str, T]; y = 1", "If", id="an alias"),
    pytest.param("try: pass\nexcept ValueError, os.error: x = 1", "ExceptHandler", id="two kinds"),
    pytest.param("try: pass\nexcept* A, B, (C | D): x = 1", "ExceptHandler", id="three kinds of a group"),
    pytest.param("x = rT'{1} é {y!r}'; z = 2", "JoinedStr", id="a template"),
    pytest.param('x = f"it\'s é {x["a"]:{"3"}}"; z = 2', "JoinedStr", id="the same quotes inside"),
    pytest.param('x = f"{f"{x}"} {"b"}" f\'{x["a"]}\'; z = 2', "JoinedStr", id="an f-string inside"),
]


@pytest.mark.parametrize(("text", "kind"), NEWER)
def test_each_statement_is_where_it_stands(text: str, kind: str) -> None:
    text += "\nlast(x)\n"
    tree = parse(text)
    assert kind in {type(node).__name__ for node in ast.walk(tree)}
    assert ast.get_source_segment(text, tree.body[-1]) == "last(x)"
    # Python before 3.12 does not know where in an f-string a name is; an alias has its name where it begins.
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id != "Long" and "{" not in text]
    assert [node.id for node in names] == [ast.get_source_segment(text, node) for node in names]


def test_kinds_of_exceptions_are_a_tuple_whatever_they_are() -> None:
    handler = parse("try: pass\nexcept A | B, C: pass").body[0].handlers[0]  # type: ignore[attr-defined]
    assert [ast.unparse(one) for one in handler.type.elts] == ["A | B", "C"]


@pytest.mark.parametrize("text", ["def f[\n\n    T](x): pass", 'x = f"{f"{f"{x}"}"}"', "type = = 1"])
def test_what_has_no_older_form_of_its_length_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="line 1"):
        parse(text)
