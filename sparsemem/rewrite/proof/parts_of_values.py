"""Subscripts and attributes: the value of a part, and what asking for it may do."""

import ast

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.annotated import field, is_of_class
from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects, asks
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import unsure
from sparsemem.rewrite.proof.value import ANY, ELEMENT, SCALARS, Value, data, element, is_known, is_plain, reached


def subscript(frame: Frame, node: ast.Subscript) -> Result:
    value, effects = frame.run(node.value)
    effects |= Effects(reads=frozenset() if is_plain(value) else value.roots)
    if isinstance(node.slice, ast.Slice):
        made, asked = _sliced(frame, node.slice, value)
        return made, effects | asked
    key, asked = frame.run(node.slice)
    effects |= asked | (NONE if is_plain(key) else unsure(asking.CONVERTS | asking.HASHES, key))
    if isinstance(node.slice, ast.Constant) and (part := value.part(node.slice.value)) is not None:
        return part, effects
    if value.kind in SCALARS or value.kind in ("list", "tuple", "range"):
        inner = element(value) if value.kind not in ("scalar", "none", "pattern") else Value("scalar")
        return inner, effects | RAISES
    held = element(Value("list", value.roots, value.element))
    if value.kind == "dict":
        return held, effects | RAISES
    if value.kind == "defaultdict":
        return held, effects | value.step | Effects(raises=True, writes=value.roots)
    if value.kind == "data":
        return value, effects | RAISES
    return reached(ANY, value.roots), effects | asks("__getitem__", "__missing__")


def _sliced(frame: Frame, node: ast.Slice, value: Value) -> Result:
    """`value[start:stop]`, beyond reading it."""
    bounds = [bound for bound in (node.lower, node.upper, node.step) if bound]
    values = frame.values(bounds)
    simple = all(bound.kind in ("int", "none") for bound in values) and not node.step
    effects = frame.effects(bounds) | (NONE if simple else unsure(asking.CONVERTS, *values))
    if value.kind == "data":
        return value, effects | RAISES
    if value.kind in ("list", "str", "bytes"):
        made = Value(value.kind, element=element(value) if value.kind == "list" else None)
        return made, effects if simple else effects | RAISES
    return (data() if is_known(value) else ANY), effects | unsure(asks("__getitem__"), value)


def attribute(frame: Frame, node: ast.Attribute) -> Result:
    value, effects = frame.run(node.value)
    if frame.module.dotted(node) is not None and value.kind == "code":
        # A name in a module or class: it is there, or the program would not have come this far.
        return ANY, effects | Effects(raises=True, reads=ANY.roots)
    if is_plain(value) and value.kind not in ("code", "lambda"):
        return Value("scalar"), effects | RAISES
    known_field = field(frame.program, value, node.attr)
    if known_field is not None:
        held = value.roots | (ANY.roots if is_of_class(frame.program, value, node.attr) else frozenset())
        return reached(known_field, value.roots), effects | Effects(reads=held)
    if value.kind == "data":
        is_text = ELEMENT in value.types and node.attr in ("tag", "text", "tail")
        return Value("scalar") if is_text else value, effects | RAISES
    asked = asks(f".{node.attr}", "__getattr__", "__getattribute__")
    return reached(value.part(node.attr) or ANY, value.roots), effects | Effects(reads=value.roots) | asked
