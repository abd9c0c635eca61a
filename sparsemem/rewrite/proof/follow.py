"""Calls that are followed into the function that they run, with the values that they pass."""

import ast
from functools import reduce
from operator import or_

from sparsemem.rewrite.proof.annotated import declared
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN
from sparsemem.rewrite.proof.frame import DEEPEST, Arguments, Frame, Result
from sparsemem.rewrite.proof.outward import outward, own_dropped
from sparsemem.rewrite.proof.value import ANY, Value, deep, element, is_plain, join
from sparsemem.source import Function, own_nodes, passed

_MOST = 4
"""So many methods of classes and their heirs are followed from one call."""
_DEEPEST_BY_CLASS = 2
"""How many calls are followed into each other until the class of an object is not asked for any more."""


def follow(frame: Frame, node: ast.Call) -> Result | None:
    """What a call of a function of the project returns and does, its arguments apart; None for any other call."""
    results = [_followed(frame, node, function) for function in functions_of(frame, node)]
    if not results:
        return None
    return join(value for value, _ in results), reduce(or_, (effects for _, effects in results))


def functions_of(frame: Frame, node: ast.Call) -> list[Function]:
    """The functions of the project of which a call certainly runs one; none where it may run another."""
    function = frame.program.callee(frame.module, node) or frame.program.inheritance.above(frame.module, node)
    if function is not None:
        return [function]
    is_method = isinstance(node.func, ast.Attribute) and frame.program.inheritance.methods_named(node.func.attr)
    if not is_method or frame.depth >= _DEEPEST_BY_CLASS or frame.module.dotted(node.func) is not None:
        return []
    assert isinstance(node.func, ast.Attribute)
    holder = frame.run(node.func.value)[0]
    found = frame.program.inheritance.methods_of(holder.types, node.func.attr) if holder.kind == "record" else []
    return [] if len(found) > _MOST or any(method.is_static for method in found) else found


def _followed(frame: Frame, node: ast.Call, function: Function) -> Result:
    if isinstance(function.node, ast.AsyncFunctionDef) or function.is_decorated or frame.depth >= DEEPEST:
        return ANY, UNKNOWN
    given = passed(function, node)
    value, effects = ran(frame, function, {variable: frame.run(value)[0] for variable, value in given})
    sure = fits(function, node, {variable.name for variable, _ in given})
    return value, effects if sure else effects | RAISES


def callee_frame(frame: Frame, function: Function, arguments: Arguments) -> Frame:
    """The run of a function that is called from another; parameters that get no value have their default."""
    place = function.module, function.node
    said = declared(function)
    known = {v: value for v, value in arguments.items() if value.kind != "any" or v not in said}
    given = default_values(frame, function) | said | known
    return Frame(frame.program, frame.evaluator, place, given, _outer(frame, function), frame.depth + 1)


def default_values(frame: Frame, function: Function) -> Arguments:
    """The parameters that have a default which nobody can change."""
    top = Frame(frame.program, frame.evaluator, (function.module, function.module.tree))
    variables = function.module.scopes[function.node].variables
    found = {variables[name]: top.run(default)[0] for name, default in _defaults(function).items()}
    return {variable: value for variable, value in found.items() if is_plain(value)}


def ran(frame: Frame, function: Function, arguments: Arguments) -> Result:
    """What a run of a function returns and does; what runs at the top level of a module is worked out once."""
    outer = _outer(frame, function)
    if outer is not None:
        if function.node in outer.running:
            return ANY, UNKNOWN  # of a function that calls itself
        outer.running.append(function.node)
        found = run_of(frame, function, arguments)
        outer.running.pop()
        return found
    key = function.node, frame.depth, frozenset(arguments.items())
    itself = ANY, UNKNOWN
    return frame.program.once("run", key, itself, lambda: run_of(frame, function, arguments))


def run_of(frame: Frame, function: Function, arguments: Arguments) -> Result:
    inner = callee_frame(frame, function, arguments)
    body = function.node.body
    effects = inner.effects(body)
    yields = [node for node in own_nodes(function.node) if isinstance(node, ast.Yield | ast.YieldFrom)]
    if yields:
        made = join(_yielded(inner, node) for node in yields)
        kept = deep(made)
        return Value("iterator", element=made, step=outward(inner, effects, kept)), NONE
    returns = [node.value for node in own_nodes(function.node) if isinstance(node, ast.Return)]
    falls = not isinstance(body[-1], ast.Return | ast.Raise)
    values = [inner.run(value)[0] if value else Value("none") for value in returns]
    found = join([*values, *([Value("none")] if falls or not values else [])])
    return own_dropped(inner, found), outward(inner, effects, frozenset())


def _yielded(frame: Frame, node: ast.Yield | ast.YieldFrom) -> Value:
    if isinstance(node, ast.YieldFrom):
        return element(frame.run(node.value)[0])
    return frame.run(node.value)[0] if node.value else Value("none")


def _outer(frame: Frame, function: Function) -> Frame | None:
    """For a function inside of a function, the run that it was defined in, where that is known."""
    around = function.module.function(function.node)
    found: Frame | None = frame
    while found is not None and found.node is not around:
        found = found.outer
    return found


def _defaults(function: Function) -> dict[str, ast.expr]:
    arguments = function.node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    found = {a.arg: d for a, d in zip(plain[len(plain) - len(arguments.defaults) :], arguments.defaults, strict=True)}
    return found | {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d}


def fits(function: Function, node: ast.Call, given: set[str]) -> bool:
    """Whether the call certainly gives each parameter one value."""
    arguments = function.node.args
    names = [a.arg for a in [*arguments.posonlyargs, *arguments.args]]
    if function.is_method:
        names = names[1:]
    stars = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
    needed = {*names, *(a.arg for a in arguments.kwonlyargs)} - set(_defaults(function))
    return (
        not stars
        and needed <= given
        and len(node.args) <= len(names)
        and len(given) == len(node.args) + len(node.keywords)
    )
