"""Subscripts and attributes: the value of a part, and what asking for it may do."""

import ast

from sparsemem.rewrite.proof.annotated import annotated
from sparsemem.rewrite.proof.effects import RAISES, Effects, asks
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import unsure
from sparsemem.rewrite.proof.value import ANY, SCALARS, Value, data, element, is_known, is_plain, reached


def subscript(frame: Frame, node: ast.Subscript) -> Result:
    value, effects = frame.run(node.value)
    effects |= Effects(reads=frozenset() if is_plain(value) else value.roots)
    if isinstance(node.slice, ast.Slice):
        bounds = [bound for bound in (node.slice.lower, node.slice.upper, node.slice.step) if bound]
        simple = all(frame.run(bound)[0].kind in ("int", "none") for bound in bounds) and not node.slice.step
        effects |= frame.effects(bounds)
        if value.kind == "data":
            return value, effects | RAISES
        if value.kind in ("list", "str", "bytes"):
            made = Value(value.kind, element=element(value) if value.kind == "list" else None)
            return made, effects if simple else effects | RAISES
        return (data() if is_known(value) else ANY), effects | unsure(asks("__getitem__"), value)
    effects |= frame.run(node.slice)[1]
    if isinstance(node.slice, ast.Constant) and (part := value.part(node.slice.value)) is not None:
        return part, effects
    if value.kind in SCALARS or value.kind in ("list", "tuple", "range"):
        return element(value) if value.kind not in ("scalar", "none", "pattern") else Value(
            "scalar"
        ), effects | RAISES
    if value.kind == "dict":
        return _held(value), effects | RAISES
    if value.kind == "defaultdict":
        return _held(value), effects | value.step | Effects(raises=True, writes=value.roots)
    if value.kind == "data":
        return value, effects | RAISES
    return reached(ANY, value.roots), effects | asks("__getitem__", "__missing__")


def _held(value: Value) -> Value:
    return element(Value("list", value.roots, value.element))


def attribute(frame: Frame, node: ast.Attribute) -> Result:
    value, effects = frame.run(node.value)
    name = frame.module.dotted(node)
    if name is not None and value.kind == "code":
        # A name in a module or class: it is there, or the program would not have come this far.
        return ANY, effects | Effects(raises=True, reads=ANY.roots)
    if is_plain(value) and value.kind not in ("code", "lambda"):
        return Value("scalar"), effects | RAISES
    field = _field(frame, value, node.attr)
    if field is not None:
        return reached(field, value.roots), effects | Effects(reads=value.roots)
    asked = asks(f".{node.attr}", "__getattr__", "__getattribute__")
    return reached(value.part(node.attr) or ANY, value.roots), effects | Effects(reads=value.roots) | asked


def _field(frame: Frame, value: Value, name: str) -> Value | None:
    """What an annotation in its class says of an attribute of a record, where nobody can change that value."""
    owner = frame.program.classes.get(value.type or "") if value.kind == "record" else None
    if owner is None or name in frame.program.methods:
        return None
    module, node = owner
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.target.id == name:
            found = annotated(module, item.annotation)
            return found if is_plain(found) and not _is_asked(frame) else None
    return None


def _is_asked(frame: Frame) -> bool:
    """Whether a class of the project answers for attributes itself."""
    return any(frame.program.methods[name] for name in ("__getattr__", "__getattribute__", "__set_name__"))
