"""Containers that nobody changes once they are made, whoever reads them."""

import ast
from collections.abc import Iterable

from sparsemem.rewrite.program.own_attributes import Attributes
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.program.shared_names import Place
from sparsemem.rewrite.proof.local_containers import stays
from sparsemem.rewrite.proof.making import annotated, attributes_of, is_dataclass
from sparsemem.rewrite.proof.spoiling import changes
from sparsemem.source import Function, Module, Variable, passed

_DEEP = 3
"""Calls of classes are followed so deep."""


def is_constant(program: Program, uses: Iterable[Place], depth: int = _DEEP) -> bool:
    """Whether nobody changes a container by these uses, or gets it, but an attribute by which nobody changes it."""
    return all(_is_only_read(program, module, use, depth) for module, use in uses)


def _is_only_read(program: Program, module: Module, use: ast.expr, depth: int) -> bool:
    by = module.parent(use)
    match by:
        case ast.Return() | ast.Yield():
            return False
        case ast.Assign(targets=[ast.Attribute(attr=name)]) if by.value is use:
            return _is_held_constant(program, name)
        case ast.keyword() if isinstance(call := module.parent(by), ast.Call) and _is_class(program, module, call):
            return depth > 0 and _is_kept_constant(program, module, call, use, depth)
        case ast.Call() if by.func is not use and _is_class(program, module, by):
            return depth > 0 and _is_kept_constant(program, module, by, use, depth)
    return stays(program, module, use) and not changes(program, module, by)


def _is_class(program: Program, module: Module, call: ast.Call) -> bool:
    return module.dotted(call.func) in program.classes


def _is_kept_constant(program: Program, module: Module, call: ast.Call, use: ast.expr, depth: int) -> bool:
    """Whether an object of the project that is made with a container only reads it."""
    class_ = module.dotted(call.func) or ""
    home, node = program.classes[class_]
    if is_dataclass(home, node):
        names = list(annotated(home, node))
        word = next((k.arg for k in call.keywords if k.value is use), None)
        place = [number for number, value in enumerate(call.args) if value is use]
        starred = any(isinstance(value, ast.Starred) for value in call.args)
        name = word or (names[place[0]] if place and place[0] < len(names) and not (starred or node.bases) else None)
        return name is not None and _is_held_constant(program, name)
    init = program.inheritance.inherited(class_, "__init__")
    given = {id(value): variable for variable, value in passed(init, call, is_bound=True)} if init is not None else {}
    bound = given.get(id(use))
    return init is not None and bound is not None and _is_kept_by(program, init, bound, depth - 1)


def _is_kept_by(program: Program, init: Function, bound: Variable, depth: int) -> bool:
    return bound.only is not None and is_constant(program, ((init.module, use) for use in bound.references), depth)


def _is_held_constant(program: Program, name: str) -> bool:
    """Whether nobody changes by an attribute of this name what it holds, or gets it."""
    return program.once(
        "held constant", name, False, lambda: _is_never_changed(attributes_of(program), program, name)
    )


def _is_never_changed(attributes: Attributes, program: Program, name: str) -> bool:
    return attributes.uses_are_seen(name) and all(
        _is_only_read(program, module, node, 0)
        if isinstance(node.ctx, ast.Load)
        else isinstance(module.parent(node), ast.Assign | ast.AnnAssign)
        for module, node in attributes.places.get(name, ())
    )
