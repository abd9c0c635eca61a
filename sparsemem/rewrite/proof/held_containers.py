"""What lies in a container that an attribute holds, where nobody has it but by that attribute."""

import ast
from collections.abc import Iterable
from dataclasses import replace

from sparsemem.rewrite.program.own_attributes import Place
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.bound_values import put_in
from sparsemem.rewrite.proof.effects import held
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.local_containers import stays
from sparsemem.rewrite.proof.making import attributes_of
from sparsemem.rewrite.proof.value import Value, element, from_outside, join, with_parts, without
from sparsemem.source import Module

_LEAVING = ast.Return | ast.Yield


def with_contents(frame: Frame, made: Value, places: Iterable[Place]) -> Value:
    """A container, as it is first stored, with what is put into it at all the places where the attribute is used.

    Its outermost only, where others may have it: what lies in it they may change.
    """
    if made.fixed:
        return made
    places, bare = list(places), from_outside(without(made))
    seen = bool(places) and attributes_of(frame.program).uses_are_seen(places[0][1].attr)
    if made.roots or not seen or not all(_stays(frame.program, *place) for place in places):
        return bare
    for module, node in places:
        inner, use = frame.evaluator.entered(frame.program, module, node), module.parent(node)
        put = _put_in(inner, made, node, use)
        if put is None:
            return bare
        made = replace(
            made, key=made.key and join([made.key, put[0]]), element=made.element and join([made.element, put[1]])
        )
    bared = with_parts(replace(made, parts=None), lambda value: from_outside(without(value)))
    return replace(bared, roots=held(places[0][1].attr))


def _put_in(frame: Frame, made: Value, node: ast.Attribute, use: ast.AST | None) -> tuple[Value, Value] | None:
    if isinstance(use, ast.AugAssign) and use.target is node:
        return (Value("never"), element(frame.run(use.value)[0])) if made.kind in ("list", "set") else None
    return put_in(frame, made, use)


def _stays(program: Program, module: Module, node: ast.Attribute) -> bool:
    """Whether nobody gets the container by one use of the attribute."""
    use = module.parent(node)
    if isinstance(node.ctx, ast.Load):
        return not isinstance(use, _LEAVING) and stays(program, module, node)
    alone = isinstance(use, ast.AnnAssign | ast.AugAssign) or (isinstance(use, ast.Assign) and len(use.targets) == 1)
    return alone and use is not None and not any(isinstance(part, ast.NamedExpr) for part in ast.walk(use))
