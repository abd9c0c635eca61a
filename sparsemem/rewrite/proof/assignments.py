"""Assignments: what binding a name, or changing an item or an attribute, may do."""

import ast

from sparsemem.rewrite.proof.effects import CONVERTS, HASHES, NONE, OUTER, UNKNOWN, Effects, Roots, asks
from sparsemem.rewrite.proof.fields import takes_any_value
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.protocols import taken, unpacked, unsure
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.rewrite.proof.value import MUTABLE, Value, element, is_plain
from sparsemem.source.scope import Variable


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
        case ast.Attribute():
            holder, effects = frame.run(target.value)
            if holder.kind == "record" and not holder.optional and takes_any_value(frame.program, target.attr):
                return effects | Effects(writes=holder.roots)
            asked = asks(f".{target.attr}", "__setattr__", "__delattr__")
            return (
                effects | asked | Effects(writes=holder.roots if holder.kind == "record" else holder.roots | {OUTER})
            )
    return UNKNOWN


def _store_item(frame: Frame, target: ast.Subscript) -> Effects:
    holder, effects = frame.run(target.value)
    key, made = frame.run(target.slice)
    kinds = ("dict", "defaultdict")
    sure = holder.kind in kinds and is_plain(key) and not (holder.optional or isinstance(target.ctx, ast.Del))
    own = holder.kind in ("dict", "defaultdict", "list", "data")
    asked = NONE if own else asks("__setitem__", "__delitem__")
    asked |= NONE if is_plain(key) else unsure(CONVERTS | HASHES, key)
    return effects | made | asked | Effects(raises=not sure, reads=holder.roots, writes=holder.roots)


def augmented(frame: Frame, node: ast.AugAssign) -> Effects:
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
        raises = not bound or before.optional or value.optional
        effects |= Effects(raises=raises, looks=frozenset({variable}), binds=frozenset({variable}))
        if before.kind in MUTABLE or (before.kind == "any" and not _starts_plain(frame, variable)):
            steps = taken(value) | (NONE if before.kind == "list" else combine(node.op, before, value)[1])
            return effects | steps | Effects(reads=before.roots, writes=before.roots)
        return effects | combine(node.op, before, value, divisor)[1]
    held, read = frame.run(node.target)
    return effects | read | combine(node.op, held, value)[1] | store(frame, node.target, value)


def _starts_plain(frame: Frame, variable: Variable) -> bool:
    """Whether the name is first bound to what cannot be changed, so that `+=` makes something new."""
    made = [b for b in variable.bindings if not isinstance(frame.module.parent(b), ast.AugAssign)]
    return bool(made) and all(is_plain(frame.evaluator.bound(frame, variable, binding)) for binding in made)


def bound_names(frame: Frame, node: ast.AST) -> Roots:
    variable = frame.module.variable(node)
    return frozenset({variable} if variable else ())
