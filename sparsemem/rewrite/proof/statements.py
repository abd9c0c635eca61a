"""Statements: their effects."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from sparsemem.rewrite.proof.assignments import augmented, bound_names, store
from sparsemem.rewrite.proof.effects import NONE, OUTSIDE, RAISES, UNKNOWN, Effects
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import taken, tested
from sparsemem.rewrite.proof.value import Value, deep, element
from sparsemem.source import every_argument

_DOES = ast.Call | ast.NamedExpr


def perform(frame: Frame, node: ast.stmt) -> Effects:
    """What running a statement may do, all of its branches together."""
    return _PERFORMED.get(type(node), _anything)(frame, node)


def _assign(frame: Frame, node: ast.Assign) -> Effects:
    value, effects = frame.run(node.value)
    for target in node.targets:
        effects |= store(frame, target, value)
    return effects


def _annotated(frame: Frame, node: ast.AnnAssign) -> Effects:
    made = _called_in(frame, [node.annotation])
    if node.value is None:
        return made
    value, effects = frame.run(node.value)
    return made | effects | store(frame, node.target, value)


def _for(frame: Frame, node: ast.For) -> Effects:
    value, effects = frame.run(node.iter)
    effects |= taken(value) | store(frame, node.target, element(value))
    return effects | frame.effects([*node.body, *node.orelse])


def _delete(frame: Frame, node: ast.Delete) -> Effects:
    effects = RAISES
    for target in node.targets:
        effects |= store(frame, target, Value("never"))
    return effects


def _try(frame: Frame, node: ast.Try | ast.TryStar) -> Effects:
    effects = frame.effects([*node.body, *node.orelse, *node.finalbody])
    for handler in node.handlers:
        effects |= frame.effects(handler.body) | Effects(binds=bound_names(frame, handler))
        effects |= _called_in(frame, [handler.type] if handler.type is not None else [])
    return effects


def _definition(frame: Frame, node: ast.FunctionDef) -> Effects:
    """What stands around an inner function is run where it is defined."""
    notes = [note for note in (*(one.annotation for one in every_argument(node.args)), node.returns) if note]
    at_once = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    made = frame.effects(at_once) | _called_in(frame, notes)
    return made | Effects(binds=bound_names(frame, node), raises=bool(at_once))


def _called_in(frame: Frame, nodes: Iterable[ast.expr]) -> Effects:
    """What expressions do that name types, as a rule: nothing, but for those that call something."""
    return frame.effects(node for node in nodes if any(isinstance(inner, _DOES) for inner in ast.walk(node)))


def _anything(frame: Frame, node: ast.stmt) -> Effects:
    """Of a statement that is not looked into: whatever its names stand for may be changed, and they may be bound."""
    bound = bound_names(frame, *ast.walk(node))
    values = frame.values(inner for inner in ast.walk(node) if isinstance(inner, ast.Name))
    roots = deep(*values) | bound
    return UNKNOWN | Effects(reads=roots, writes=roots, looks=roots, binds=bound)


def _with(frame: Frame, node: ast.With) -> Effects:
    effects = NONE
    for item in node.items:
        value, made = frame.run(item.context_expr)
        # A file is closed at the end, whatever happens; of other contexts nothing is known.
        effects |= made | (RAISES if value.kind == "iterator" else UNKNOWN if value.kind != "connection" else OUTSIDE)
        if item.optional_vars is not None:
            effects |= store(frame, item.optional_vars, value)
    return effects | frame.effects(node.body)


_PERFORMED: dict[type[ast.stmt], Callable[[Frame, Any], Effects]] = {
    **dict.fromkeys((ast.Expr, ast.Return), lambda frame, node: frame.effects(filter(None, [node.value]))),
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: augmented,
    ast.For: _for,
    **dict.fromkeys(
        (ast.While, ast.If),
        lambda frame, node: tested(frame, node.test) | frame.effects([*node.body, *node.orelse]),
    ),
    ast.With: _with,
    **dict.fromkeys((ast.Try, ast.TryStar), _try),
    ast.Raise: lambda frame, node: RAISES | frame.effects(filter(None, (node.exc, node.cause))),
    ast.Assert: lambda frame, node: RAISES | frame.effects(filter(None, (node.test, node.msg))),
    ast.Delete: _delete,
    ast.FunctionDef: _definition,
    **dict.fromkeys((ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal), lambda frame, node: NONE),
}
"""Who knows a kind of statement; any other may do anything to what its names stand for."""
