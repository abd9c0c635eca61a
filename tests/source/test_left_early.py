import ast

import pytest

from sparsemem.source import Function, Module, Source
from sparsemem.source.left_early import leaves, may_end_before


def made(text: str) -> Module:
    return Module(Source("a.py", "a", text))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("use(row)", False),
        ("if row: break", True),
        ("while row: break", True),
        ("return row", True),
        ("raise row", False),
        ("use(lambda: row)", False),
    ],
)
def test_a_loop_is_left_by_break_and_return(body: str, expected: bool) -> None:
    (loop,) = made(f"def f(rows):\n    for row in rows:\n        {body}").all(ast.For)
    assert leaves(loop.body) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return sum(rows)", False),
        ("with a: return sum(rows)", False),
        ("if a: return 0\n    return sum(rows)", True),
        ("if a: sum(rows)", True),
        ("if sum(rows): use(a)", False),
        ("return a and sum(rows)", True),
        ("return a < sum(rows)", False),
        ("return 0 < a < sum(rows)", True),
        ("assert sum(rows)", True),
        ("for a in sum(rows): use(a)", False),
    ],
)
def test_a_function_may_be_done_without_having_come_to_a_node(body: str, expected: bool) -> None:
    module = made(f"def f(rows, a):\n    {body}")
    (node,) = (call for call in module.all(ast.Call) if module.dotted(call.func) == "builtins.sum")
    (function,) = module.functions()
    assert may_end_before(Function(module, function), node) is expected
