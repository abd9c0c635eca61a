import ast

import pytest

from sparsemem.source.module import Module
from sparsemem.source.text import Source
from sparsemem.source.uses import How, step_of, use_of


def uses(text: str) -> tuple[How, How]:
    """The step around the name `rows` and what it leads to."""
    module = Module(Source("a.py", "a", text))
    (node,) = (name for name in module.all(ast.Name) if name.id == "rows")
    return step_of(module, node).how, use_of(module, node).how


@pytest.mark.parametrize(
    ("text", "step", "whole"),
    [
        ("for row in rows: ...", How.STREAM, How.STREAM),
        ("sum(rows)", How.STREAM, How.STREAM),
        ("sum(map(int, rows))", How.THROUGH, How.STREAM),
        ("for at, row in enumerate(rows): ...", How.THROUGH, How.STREAM),
        ("list(rows.items())", How.THROUGH, How.KEEP),
        ("len(rows if a else b)", How.THROUGH, How.LENGTH),
        ("if a and rows: ...", How.THROUGH, How.TRUTH),
        ("if rows and a: ...", How.TRUTH, How.TRUTH),
        ("filterfalse(rows, x)", How.PASSED, How.PASSED),
        ("import itertools\nitertools.filterfalse(rows, x)", How.OTHER, How.OTHER),
        ("max(rows)", How.STREAM, How.STREAM),
        ("max(rows, other)", How.PASSED, How.PASSED),
        ("max(*other, rows)", How.PASSED, How.PASSED),
        ("list(rows.values(1))", How.OTHER, How.OTHER),
    ],
)
def test_a_use_is_the_step_that_nothing_stands_for(text: str, step: How, whole: How) -> None:
    assert uses(text) == (step, whole)
