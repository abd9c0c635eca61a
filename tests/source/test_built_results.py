import ast

import pytest

from sparsemem.source.built_results import Way, built_result
from sparsemem.source.module import Module
from sparsemem.source.text import Source


@pytest.mark.parametrize(
    ("body", "way", "kind"),
    [
        ("return [x for x in y]", Way.WHOLE, "list"),
        ("return {x for x in y}", Way.WHOLE, "set"),
        ("return {x: x for x in y}", Way.WHOLE, "dict"),
        ("return list(x for x in y)", Way.WHOLE, "list"),
        ("return list(map(int, y))", Way.WHOLE, "list"),
        ("return list(open(y))", Way.OTHER, None),
        ("return list(y)", Way.OTHER, None),
        ("return []", Way.EMPTY, "list"),
        ("return dict()", Way.EMPTY, "dict"),
        ("found = []\n    return found", Way.LOCAL, None),
        ("found = y\n    found = {}\n    return found", Way.LOCAL, None),
        ("found = y\n    return found", Way.OTHER, None),
        ("return y", Way.OTHER, None),
        ("return", Way.OTHER, None),
    ],
)
def test_how_a_returned_value_came_about(body: str, way: Way, kind: str | None) -> None:
    module = Module(Source("a.py", "a", f"def f(y):\n    {body}\n"))
    (node,) = module.all(ast.Return)
    built = built_result(module, node.value, lambda call: module.dotted(call.func) == "builtins.map")
    assert (built.way, built.kind) == (way, kind)
    assert (built.local is not None) == (way is Way.LOCAL)


def test_a_name_of_the_module_is_not_built_by_the_function_that_returns_it() -> None:
    module = Module(Source("a.py", "a", "found = []\ndef f():\n    return found\n"))
    (node,) = module.all(ast.Return)
    assert built_result(module, node.value, lambda _: False).way is Way.OTHER
