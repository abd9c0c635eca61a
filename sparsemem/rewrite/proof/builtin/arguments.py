"""The arguments of a call of one of Python's own functions."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.value import Value

Builtin = Callable[[Frame, ast.Call], Result]


def values_of(frame: Frame, node: ast.Call) -> list[Value]:
    """The values of the positional arguments."""
    return [frame.run(argument)[0] for argument in node.args]


def is_simple(node: ast.Call) -> bool:
    """Whether there are no keywords and no starred arguments."""
    return not node.keywords and not any(isinstance(argument, ast.Starred) for argument in node.args)
