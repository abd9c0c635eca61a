import ast

import pytest

from sparsemem.source.module import Module
from sparsemem.source.text import Source


def dotted(text: str, module: str = "pack.mod", path: str = "pack/mod.py") -> str | None:
    """The full name of the last expression of a text."""
    index = Module(Source(path, module, text))
    return index.dotted(index.tree.body[-1].value)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sum", "builtins.sum"),
        ("import csv\ncsv.reader", "csv.reader"),
        ("import os.path\nos.path.join", "os.path.join"),
        ("import os.path as p\np.join", "os.path.join"),
        ("from csv import reader as r\nr", "csv.reader"),
        ("from . import other\nother.f", "pack.other.f"),
        ("from .other import f\nf", "pack.other.f"),
        ("from ..up import f\nf", "up.f"),
        ("def f(): pass\nf", "pack.mod.f"),
        ("class C: pass\nC", "pack.mod.C"),
        ("try:\n    import ujson as json\nexcept ImportError:\n    import json\njson.load", "ujson.load"),
        ("sum = 1\nsum", None),
        ("unknown", None),
        ("(lambda: 1)()", None),
    ],
)
def test_dotted_names(text: str, name: str | None) -> None:
    assert dotted(text) == name


def test_relative_imports_of_a_package_start_at_the_package() -> None:
    assert dotted("from .other import f\nf", "pack", "pack/__init__.py") == "pack.other.f"


def variable_scopes(text: str, name: str) -> list[str]:
    """Kind of the scope that owns each reading of a name, in order."""
    index = Module(Source("m.py", "m", text))
    found = [(node.lineno, index.variable(node)) for node in index.all(ast.Name) if node.id == name]
    return [variable.scope.kind if variable else "builtin" for _, variable in sorted(found, key=lambda pair: pair[0])]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("def f():\n    x = 1\n    def g():\n        return x\n", ["function", "function"]),
        ("x = 1\ndef f():\n    return x\n", ["module", "module"]),
        ("x = 1\nclass C:\n    x = 2\n    def f(self):\n        return x\n", ["module", "class", "module"]),
        ("def f():\n    global x\n    x = 1\ndef g():\n    return x\n", ["module", "module"]),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n", ["function", "function"]),
        ("[\nx\nfor x in y]\n", ["comprehension", "comprehension"]),
        ("def f(y):\n    [\n(x := z)\nfor z in y]\n    return x\n", ["function", "function"]),
        ("def f(\nx=1):\n    return x\n", ["function"]),
    ],
)
def test_scopes(text: str, kinds: list[str]) -> None:
    assert variable_scopes(text, "x") == kinds
