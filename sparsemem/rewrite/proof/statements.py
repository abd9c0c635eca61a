"""Statements: their effects."""

import ast
from collections.abc import Iterable

from sparsemem.rewrite.proof.effects import NONE, OUTER, OUTSIDE, RAISES, UNKNOWN, Effects, Root, Roots, asks
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.protocols import taken, tested, unpacked
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.rewrite.proof.value import MUTABLE, Value, deep, element, is_plain
from sparsemem.source.binding import every_argument
from sparsemem.source.scope import Variable

_DOES = ast.Call | ast.NamedExpr
_PLAIN_PATTERNS = ast.MatchSingleton | ast.MatchAs | ast.MatchOr | ast.MatchValue


def perform(frame: Frame, node: ast.stmt) -> Effects:  # noqa: PLR0912 - one case for each kind of statement
    """What running a statement may do, all of its branches together."""
    match node:
        case ast.Expr() | ast.Return():
            return frame.effects([node.value] if node.value else [])
        case ast.Assign():
            value, effects = frame.run(node.value)
            for target in node.targets:
                effects |= store(frame, target, value)
            return effects
        case ast.AnnAssign():
            made = _called_in(frame, [node.annotation])
            if node.value is None:
                return made
            value, effects = frame.run(node.value)
            return made | effects | store(frame, node.target, value)
        case ast.AugAssign():
            return _augmented(frame, node)
        case ast.For():
            value, effects = frame.run(node.iter)
            effects |= taken(value) | store(frame, node.target, element(value))
            return effects | frame.effects([*node.body, *node.orelse])
        case ast.While():
            return tested(frame, node.test) | frame.effects([*node.body, *node.orelse])
        case ast.If():
            return tested(frame, node.test) | frame.effects([*node.body, *node.orelse])
        case ast.With():
            return _with(frame, node)
        case ast.Try() | ast.TryStar():
            return _try(frame, node)
        case ast.Raise():
            return RAISES | frame.effects(part for part in (node.exc, node.cause) if part)
        case ast.Assert():
            return RAISES | frame.effects(part for part in (node.test, node.msg) if part)
        case ast.Delete():
            effects = NONE
            for target in node.targets:
                effects |= store(frame, target, Value("never")) | RAISES
            return effects
        case ast.FunctionDef():
            return _definition(frame, node)
        case ast.Match():
            return _match(frame, node)
        case ast.Pass() | ast.Break() | ast.Continue() | ast.Global() | ast.Nonlocal():
            return NONE
    return _anything(frame, node)


def _try(frame: Frame, node: ast.Try | ast.TryStar) -> Effects:
    effects = frame.effects([*node.body, *node.orelse, *node.finalbody])
    for handler in node.handlers:
        effects |= frame.effects(handler.body) | Effects(binds=_names(frame, handler))
        effects |= _called_in(frame, [handler.type] if handler.type is not None else [])
    return effects


def _definition(frame: Frame, node: ast.FunctionDef) -> Effects:
    """What stands around an inner function is run where it is defined."""
    arguments = every_argument(node.args)
    notes = [note for note in (*(one.annotation for one in arguments), node.returns) if note is not None]
    at_once = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    made = frame.effects(at_once) | _called_in(frame, notes)
    return made | Effects(binds=_names(frame, node), raises=bool(at_once))


def _called_in(frame: Frame, nodes: Iterable[ast.expr]) -> Effects:
    """What expressions do that name types, as a rule: nothing, but for those that call something."""
    return frame.effects(node for node in nodes if any(isinstance(inner, _DOES) for inner in ast.walk(node)))


def _anything(frame: Frame, node: ast.stmt) -> Effects:
    """Of a statement that is not looked into: whatever its names stand for may be changed, and they may be bound."""
    names = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    roots = deep(*(frame.run(name)[0] for name in names)).union(*(_names(frame, name) for name in names))
    bound = frozenset[Root]().union(*(_names(frame, inner) for inner in ast.walk(node)))
    return UNKNOWN | Effects(reads=roots, writes=roots, looks=roots, binds=bound)


def _match(frame: Frame, node: ast.Match) -> Effects:
    """The cases together. Patterns of other than constants and names run code of the subject's class."""
    subject, effects = frame.run(node.subject)
    patterns = [inner for case in node.cases for inner in ast.walk(case.pattern) if isinstance(inner, ast.pattern)]
    if not is_plain(subject) or any(not isinstance(pattern, _PLAIN_PATTERNS) for pattern in patterns):
        effects |= UNKNOWN | Effects(reads=deep(subject))
    for case in node.cases:
        effects |= frame.effects(case.body) | (tested(frame, case.guard) if case.guard is not None else NONE)
    return effects | Effects(binds=frozenset[Root]().union(*(_names(frame, pattern) for pattern in patterns)))


def store(frame: Frame, target: ast.expr, value: Value) -> Effects:
    """What assigning a value to a target may do."""
    match target:
        case ast.Name():
            return Effects(binds=_names(frame, target))
        case ast.Tuple() | ast.List():
            effects = unpacked(target, value)
            for item in target.elts:
                effects |= store(frame, item, element(value))
            return effects
        case ast.Starred():
            return store(frame, target.value, value)
        case ast.Subscript():
            return _store_item(frame, target)
        case ast.Attribute():
            holder, effects = frame.run(target.value)
            asked = asks(f".{target.attr}", "__setattr__", "__delattr__")
            return (
                effects | asked | Effects(writes=holder.roots if holder.kind == "record" else holder.roots | {OUTER})
            )
    return UNKNOWN


def _store_item(frame: Frame, target: ast.Subscript) -> Effects:
    holder, effects = frame.run(target.value)
    key, made = frame.run(target.slice)
    sure = holder.kind in ("dict", "defaultdict") and is_plain(key) and not isinstance(target.ctx, ast.Del)
    own = holder.kind in ("dict", "defaultdict", "list", "data")
    asked = NONE if own else asks("__setitem__", "__delitem__")
    return effects | made | asked | Effects(raises=not sure, reads=holder.roots, writes=holder.roots)


def _names(frame: Frame, node: ast.AST) -> Roots:
    variable = frame.module.variable(node)
    return frozenset({variable} if variable else ())


def _augmented(frame: Frame, node: ast.AugAssign) -> Effects:
    value, effects = frame.run(node.value)
    if isinstance(node.target, ast.Name):
        variable = frame.module.variable(node.target)
        if variable is None:
            return UNKNOWN
        if not frame.owns(variable):
            return effects | Effects(raises=True, looks=frozenset({variable}), binds=frozenset({variable}))
        before = frame.value(variable, reaching(frame.module, variable, node.target))
        divisor = node.value.value if isinstance(node.value, ast.Constant) else None
        bound = frame.is_bound(variable, node.target)
        effects |= Effects(raises=not bound, looks=frozenset({variable}), binds=frozenset({variable}))
        if before.kind in MUTABLE or (before.kind == "any" and not _starts_plain(frame, variable)):
            steps = taken(value) | (NONE if before.kind == "list" else combine(node.op, before, value)[1])
            return effects | steps | Effects(reads=before.roots, writes=before.roots)
        return effects | combine(node.op, before, value, divisor)[1]
    held, read = frame.run(node.target)
    return effects | read | combine(node.op, held, value)[1] | store(frame, node.target, value)


def _starts_plain(frame: Frame, variable: Variable) -> bool:
    """Whether the name is first bound to what cannot be changed, so that `+=` makes something new."""
    parents = [frame.module.parent(binding) for binding in variable.bindings]
    values = [p.value for p in parents if isinstance(p, ast.Assign | ast.AnnAssign) and p.value is not None]
    return bool(values) and all(is_plain(frame.run(value)[0]) for value in values)


def _with(frame: Frame, node: ast.With) -> Effects:
    effects = NONE
    for item in node.items:
        value, made = frame.run(item.context_expr)
        # A file is closed at the end, whatever happens; of other contexts nothing is known.
        effects |= made | (RAISES if value.kind == "iterator" else UNKNOWN if value.kind != "connection" else OUTSIDE)
        if item.optional_vars is not None:
            effects |= store(frame, item.optional_vars, value)
    return effects | frame.effects(node.body)
