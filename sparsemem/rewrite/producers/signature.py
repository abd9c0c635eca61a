"""Signatures: what would be evaluated twice, and functions that hand their parameters on, as they are."""

import ast

from sparsemem.rewrite.producers.producer import twin_name
from sparsemem.rewrite.program.program import Program
from sparsemem.source import Function, FunctionNode, every_argument, every_value, yields

_CONSTANT = ast.Constant | ast.UnaryOp | ast.unaryop | ast.Tuple | ast.expr_context


def generator_of(program: Program, function: Function, call: ast.expr) -> Function | None:
    """The generator of the same signature that a function hands all of its parameters on to."""
    found = program.callee(function.module, call) if isinstance(call, ast.Call) else None
    if found is None or not isinstance(call, ast.Call) or found.module is not function.module:
        return None
    given = [value.value if isinstance(value, ast.Starred) else value for value in every_value(call)]
    crossed = any(k.arg not in (None, getattr(k.value, "id", None)) for k in call.keywords)
    names = [argument.arg for argument in every_argument(function.node.args)][function.is_method :]
    handed = not crossed and [getattr(value, "id", None) for value in given] == names
    same = found.owner == function.owner and _signature(found.node) == _signature(function.node)
    plain = not (found.is_decorated or function.is_decorated or program.is_replaced(function))
    is_lazy = yields(found.node) or found.node.name == twin_name(function.node.name)
    return found if handed and same and plain and is_lazy and defaults_are_constant(found.node) else None


def _signature(node: FunctionNode) -> list[object]:
    """The parameters and their defaults."""
    all_of = node.args
    parts = (all_of.posonlyargs, all_of.args, all_of.kwonlyargs)
    defaults = [one and ast.dump(one) for one in [*all_of.defaults, *all_of.kw_defaults]]
    return [all_of.vararg is None, *([one.arg for one in part] for part in parts), *defaults]


def defaults_are_constant(node: FunctionNode) -> bool:
    """Whether it makes no difference that the defaults of the parameters are evaluated twice."""
    defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    return all(isinstance(part, _CONSTANT) for default in defaults for part in ast.walk(default))
