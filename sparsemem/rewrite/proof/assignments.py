"""Assignments: what binding a name, or changing an item or an attribute, may do."""

import ast

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.annotated import takes_any_value
from sparsemem.rewrite.proof.effects import NONE, OUTER, UNKNOWN, Effects, Roots, asks
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.protocols import taken, unpacked, unsure
from sparsemem.rewrite.proof.reaching import is_bound, reaching
from sparsemem.rewrite.proof.value import ABSENT, MUTABLE, Value, element, is_plain
from sparsemem.source import Variable


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


def augmented(frame: Frame, node: ast.AugAssign) -> Effects:
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
