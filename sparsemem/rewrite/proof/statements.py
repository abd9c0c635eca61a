"""Statements and assignments: what running them, or binding a name, may do."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.annotated import takes_any_value
from sparsemem.rewrite.proof.effects import NONE, OUTER, OUTSIDE, RAISES, UNKNOWN, Effects, Roots, asks
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.protocols import taken, tested, unpacked, unsure
from sparsemem.rewrite.proof.reaching import is_bound, reaching
from sparsemem.rewrite.proof.value import ABSENT, MUTABLE, Value, deep, element, is_plain
from sparsemem.source import Variable, every_argument

_PLAIN_PATTERNS = ast.MatchSingleton | ast.MatchAs | ast.MatchOr | ast.MatchValue
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


def _match(frame: Frame, node: ast.Match) -> Effects:
    """The cases together. Patterns of other than constants and names run code of the subject's class."""
    subject, effects = frame.run(node.subject)
    patterns = [inner for case in node.cases for inner in ast.walk(case.pattern) if isinstance(inner, ast.pattern)]
    if not is_plain(subject) or any(not isinstance(pattern, _PLAIN_PATTERNS) for pattern in patterns):
        effects |= UNKNOWN | Effects(reads=deep(subject))
    for case in node.cases:
        effects |= frame.effects(case.body) | (tested(frame, case.guard) if case.guard is not None else NONE)
    return effects | Effects(binds=bound_names(frame, *patterns))


def _with(frame: Frame, node: ast.With) -> Effects:
    effects = NONE
    for item in node.items:
        value, made = frame.run(item.context_expr)
        # A file is closed at the end, whatever happens; of other contexts nothing is known.
        effects |= made | (RAISES if value.kind == "iterator" else UNKNOWN if value.kind != "connection" else OUTSIDE)
        if item.optional_vars is not None:
            effects |= store(frame, item.optional_vars, value)
    return effects | frame.effects(node.body)


def store(frame: Frame, target: ast.expr, value: Value) -> Effects:
    """What assigning a value to a target may do."""
    match target:
        case ast.Name():
            return Effects(binds=bound_names(frame, target))
        case ast.Tuple() | ast.List():
            effects = unpacked(target, value)
            for item in target.elts:
                effects |= store(frame, item, element(value))
            return effects
        case ast.Starred():
            return store(frame, target.value, value)
        case ast.Subscript():
            return _store_item(frame, target)
        case ast.Attribute(attr=name):
            holder, effects = frame.run(target.value)
            own = holder.kind == "record" and ABSENT not in holder.types
            if own and takes_any_value(frame.program, name):
                return effects | Effects(writes=holder.roots)
            changed = Effects(writes=holder.roots if own else holder.roots | {OUTER})
            return effects | changed | asks(f".{name}", "__setattr__", "__delattr__")
    return UNKNOWN


def _store_item(frame: Frame, target: ast.Subscript) -> Effects:
    holder, effects = frame.run(target.value)
    key, made = frame.run(target.slice)
    is_dict = holder.kind in ("dict", "defaultdict")
    sure = is_dict and is_plain(key) and not isinstance(target.ctx, ast.Del)
    asked = NONE if is_dict or holder.kind in ("list", "data") else asks("__setitem__", "__delitem__")
    asked |= NONE if is_plain(key) else unsure(asking.CONVERTS | asking.HASHES, key)
    return effects | made | asked | Effects(raises=not sure, reads=holder.roots, writes=holder.roots)


def _augmented(frame: Frame, node: ast.AugAssign) -> Effects:
    value, effects = frame.run(node.value)
    if not isinstance(node.target, ast.Name):
        held, read = frame.run(node.target)
        return effects | read | combine(node.op, held, value)[1] | store(frame, node.target, value)
    variable = frame.module.variable(node.target)
    if variable is None:
        return UNKNOWN
    names = frozenset({variable})
    if not frame.owns(variable):
        return effects | Effects(raises=True, looks=names, binds=names)
    before = frame.value(variable, reaching(frame.module, variable, node.target))
    raises = not is_bound(frame.module, variable.bindings, node.target)
    effects |= Effects(raises=raises, looks=names, binds=names)
    if before.kind in MUTABLE or (before.kind == "any" and not _starts_plain(frame, variable)):
        steps = taken(value) | (NONE if before.kind == "list" else combine(node.op, before, value)[1])
        return effects | steps | Effects(reads=before.roots, writes=before.roots)
    divisor = node.value.value if isinstance(node.value, ast.Constant) else None
    return effects | combine(node.op, before, value, divisor)[1]


def _starts_plain(frame: Frame, variable: Variable) -> bool:
    """Whether the name is first bound to what cannot be changed, so that `+=` makes something new."""
    made = [b for b in variable.bindings if not isinstance(frame.module.parent(b), ast.AugAssign)]
    return bool(made) and all(is_plain(frame.evaluator.bound(frame, variable, binding)) for binding in made)


def bound_names(frame: Frame, *nodes: ast.AST) -> Roots:
    """The names that nodes bind, or read."""
    return frozenset(name for node in nodes if (name := frame.module.variable(node)) is not None)


_PERFORMED: dict[type[ast.stmt], Callable[[Frame, Any], Effects]] = {
    **dict.fromkeys((ast.Expr, ast.Return), lambda frame, node: frame.effects(filter(None, [node.value]))),
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
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
    ast.Match: _match,
    **dict.fromkeys((ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal), lambda frame, node: NONE),
}
"""Who knows a kind of statement; any other may do anything to what its names stand for."""
