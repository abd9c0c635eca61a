"""Functions that hand their parameters on, as they are, to a generator of the same signature."""

import ast

from sparsemem.rewrite.producers.form import defaults_are_constant
from sparsemem.rewrite.program.program import Program
from sparsemem.source import Function, FunctionNode, every_argument, every_value, yields


def twin_name(name: str) -> str:
    """`_iter_rows` for `rows` and for `_rows`."""
    return f"_iter_{name.strip('_')}"


def generator_of(program: Program, function: Function, call: ast.expr) -> tuple[Function, str | None] | None:
    """The generator that a function hands all of its parameters on to, and which of them as `name.items()`."""
    found = program.callee(function.module, call) if isinstance(call, ast.Call) else None
    if found is None or not isinstance(call, ast.Call) or found.module is not function.module:
        return None
    names, pairs = _forwarded(call)
    own = [argument.arg for argument in every_argument(function.node.args)]
    same = found.owner == function.owner and _signature(found.node) == _signature(function.node)
    plain = not (found.is_decorated or function.is_decorated or program.is_replaced(function))
    handed = names == (own[1:] if function.is_method else own)
    certain = same and plain and handed and defaults_are_constant(found.node)
    is_lazy = yields(found.node) or found.node.name == twin_name(function.node.name)
    return (found, pairs) if certain and is_lazy else None


def _signature(node: FunctionNode) -> list[object]:
    """The parameters and their defaults."""
    all_of = node.args
    parts = (all_of.posonlyargs, all_of.args, all_of.kwonlyargs)
    defaults = [one and ast.dump(one) for one in [*all_of.defaults, *all_of.kw_defaults]]
    return [all_of.vararg is None, *([one.arg for one in part] for part in parts), *defaults]


def _forwarded(call: ast.Call) -> tuple[list[str], str | None]:
    """The names that a call passes on, each for itself, and which of them as `name.items()`."""
    names, pairs = [], None
    for value in every_value(call):
        match value.value if isinstance(value, ast.Starred) else value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items"), args=[], keywords=[]):
                pairs = name
                names.append(name)
            case ast.Name(id=name):
                names.append(name)
    crossed = any(isinstance(k.value, ast.Name) and k.arg not in (None, k.value.id) for k in call.keywords)
    return [] if crossed else names, pairs
