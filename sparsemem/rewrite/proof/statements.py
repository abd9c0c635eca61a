"""Statements and assignments: what running them, or binding a name, may do."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.effects import (
    LASTING,
    NONE,
    NOTHING,
    OBJECTS,
    OUTER,
    OUTSIDE,
    RAISES,
    UNKNOWN,
    Effects,
    Roots,
    asks,
    slot,
    union,
)
from sparsemem.rewrite.proof.fields import field_of
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.names import is_bound
from sparsemem.rewrite.proof.protocols import combine, entered, taken, truths, unpacked, unsure
from sparsemem.rewrite.proof.value import MUTABLE, NEVER, Value, deep, element, is_plain

_AROUND = ast.withitem | ast.ExceptHandler | ast.arguments | ast.arg
"""What stands between a statement and the expressions and statements in it."""
_APART: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Assign: ("targets",), ast.AnnAssign: ("target", "annotation"), ast.AugAssign: ("target",),
    ast.For: ("target",), ast.Delete: ("targets",), ast.withitem: ("optional_vars",), ast.FunctionDef: ("body",),
}  # fmt: skip
"""What is bound, and what does not run with a statement."""


def perform(frame: Frame, node: ast.stmt) -> Effects:
    """What running a statement may do, all of its branches together: its parts, and what it does with them."""
    known = _PERFORMED.get(type(node))
    return frame.effects(_parts(node)) | known(frame, node) if known else _anything(frame, node)


def _parts(node: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    """The expressions and statements in it that run, or may."""
    for name, part in ast.iter_fields(node):
        every = part if isinstance(part, list) else [part]
        for inner in [] if name in _APART.get(type(node), ()) else every:
            if isinstance(inner, ast.stmt | ast.expr):
                yield inner
            elif isinstance(inner, _AROUND):
                yield from _parts(inner)


def _assign(frame: Frame, node: ast.Assign) -> Effects:
    value = frame.run(node.value)[0]
    return union(store(frame, target, value) for target in node.targets)


def _annotated(frame: Frame, node: ast.AnnAssign) -> Effects:
    """Annotations in functions are not evaluated."""
    noted = frame.effects([node.annotation] if isinstance(frame.node, ast.Module) else [])
    return noted if node.value is None else noted | store(frame, node.target, frame.run(node.value)[0])


def _for(frame: Frame, node: ast.For) -> Effects:
    value = frame.run(node.iter)[0]
    return taken(value) | store(frame, node.target, element(value))


def _delete(frame: Frame, node: ast.Delete) -> Effects:
    return RAISES | union(store(frame, target, NEVER) for target in node.targets)


def _anything(frame: Frame, node: ast.stmt) -> Effects:
    """Of a statement that is not looked into: whatever its names stand for may be changed, and they may be bound."""
    bound = bound_names(frame, *ast.walk(node))
    values = frame.values(inner for inner in ast.walk(node) if isinstance(inner, ast.Name))
    roots = deep(*values) | bound
    return UNKNOWN | Effects(reads=roots, writes=roots, looks=roots, binds=bound)


def _with(frame: Frame, node: ast.With) -> Effects:
    effects = NONE
    for item in node.items:
        value = frame.run(item.context_expr)[0]
        given, around = entered(value)
        effects |= around | (store(frame, item.optional_vars, given) if item.optional_vars is not None else NONE)
    return effects


def store(frame: Frame, target: ast.expr, value: Value) -> Effects:
    """What assigning a value to a target may do."""
    match target:
        case ast.Name():
            return Effects(binds=bound_names(frame, target))
        case ast.Tuple() | ast.List():
            effects = unpacked(target, value)
            starred = any(isinstance(item, ast.Starred) for item in target.elts)
            for place, item in enumerate(target.elts):
                part = value.part(place) if value.kind == "tuple" and not starred else None
                effects |= store(frame, item, part or element(value))
            return effects
        case ast.Starred():
            return store(frame, target.value, value)
        case ast.Subscript():
            return _store_item(frame, target)
        case ast.Attribute(attr=name):
            holder, effects = frame.run(target.value)
            if field_of(frame, holder, name) is not None:
                # Nothing but the attribute is changed, and no code runs.
                other = frozenset({OBJECTS}) if OUTER in holder.roots else NOTHING
                return effects | Effects(raises=True, writes=(holder.roots - {OUTER}) | other | slot(name))
            # An object that is being made is not reached by that name anywhere else.
            where = holder.roots | (NOTHING if holder.types == {"new"} else slot(name))
            changed = Effects(writes=where if holder.kind == "record" else where | {OUTER, LASTING})
            return effects | changed | asks(f".{name}", "__setattr__", "__delattr__")
    return UNKNOWN


def _store_item(frame: Frame, target: ast.Subscript) -> Effects:
    holder, effects = frame.run(target.value)
    key, made = frame.run(target.slice)
    is_dict = holder.kind in ("dict", "defaultdict")
    sure = is_dict and is_plain(key) and not isinstance(target.ctx, ast.Del)
    other = asks("__setitem__", "__delitem__") | Effects(writes=frozenset({LASTING}))
    asked = NONE if is_dict or holder.kind in ("list", "data") else other
    asked |= NONE if is_plain(key) else unsure(asking.CONVERTS | asking.HASHES, key)
    return effects | made | asked | Effects(raises=not sure, reads=holder.roots, writes=holder.roots)


def _augmented(frame: Frame, node: ast.AugAssign) -> Effects:
    value = frame.run(node.value)[0]
    if not isinstance(node.target, ast.Name):
        held, read = frame.run(node.target)
        changed = held.kind in MUTABLE or (isinstance(node.target, ast.Attribute) and not is_plain(held))
        in_place = _in_place(held) if changed else NONE
        return read | in_place | combine(node.op, held, value)[1] | store(frame, node.target, value)
    variable = frame.module.variable(node.target)
    if variable is None:
        return UNKNOWN
    names = frozenset({variable})
    if not frame.owns(variable):
        return Effects(raises=True, looks=names, binds=names)
    before, is_set = frame.value(variable), is_bound(frame.module, variable.bindings, node.target)
    effects = Effects(raises=not is_set, looks=names, binds=names)
    if not is_plain(before):
        steps = taken(value) | (NONE if before.kind == "list" else combine(node.op, before, value)[1])
        return effects | steps | _in_place(before)
    divisor = node.value.value if isinstance(node.value, ast.Constant) else None
    return effects | combine(node.op, before, value, divisor)[1]


def _in_place(value: Value) -> Effects:
    """What changing an object by `+=` and the like does to it."""
    lasting = frozenset({LASTING}) if value.kind in ("any", "lambda") else NOTHING
    return Effects(reads=value.roots, writes=value.roots | lasting)


def bound_names(frame: Frame, *nodes: ast.AST) -> Roots:
    """The names that nodes bind, or read."""
    return frozenset(name for node in nodes if (name := frame.module.variable(node)) is not None)


def _raise(frame: Frame, node: ast.Raise) -> Effects:
    """What ends the program is seen outside: by its exit status, and since few handlers stop it."""
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return OUTSIDE if raised is not None and frame.module.dotted(raised) in _ENDING else RAISES


_ENDING = frozenset({"builtins.SystemExit", "builtins.KeyboardInterrupt", "builtins.GeneratorExit"})
_PERFORMED: dict[type[ast.stmt], Callable[[Frame, Any], Effects]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.For: _for,
    ast.With: _with,
    ast.Delete: _delete,
    **dict.fromkeys((ast.While, ast.If), lambda frame, node: truths(frame.values([node.test]))),
    ast.Raise: _raise,
    ast.Assert: lambda frame, node: RAISES,
    **dict.fromkeys((ast.Try, ast.TryStar), lambda frame, node: Effects(binds=bound_names(frame, *node.handlers))),
    ast.FunctionDef: lambda frame, node: Effects(binds=bound_names(frame, node), raises=bool(node.decorator_list)),
    **dict.fromkeys(
        (ast.Expr, ast.Return, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal), lambda frame, node: NONE
    ),
}
"""Who knows a kind of statement; any other may do anything to what its names stand for."""
