"""Subscripts and attributes: the value of a part, and what asking for it may do."""

import ast

from sparsemem.rewrite.proof.effects import CONVERTS, HASHES, NONE, RAISES, Effects, asks
from sparsemem.rewrite.proof.fields import field, is_of_class
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import unsure
from sparsemem.rewrite.proof.sure_keys import is_there
from sparsemem.rewrite.proof.value import ANY, SCALARS, Value, data, element, is_known, is_plain, reached


def subscript(frame: Frame, node: ast.Subscript) -> Result:
    value, effects = frame.run(node.value)
    effects |= Effects(reads=frozenset() if is_plain(value) else value.roots)
    if isinstance(node.slice, ast.Slice):
        bounds = [bound for bound in (node.slice.lower, node.slice.upper, node.slice.step) if bound]
        simple = all(frame.run(bound)[0].kind in ("int", "none") for bound in bounds) and not node.slice.step
        effects |= frame.effects(bounds) | (NONE if simple else unsure(CONVERTS, *(frame.run(b)[0] for b in bounds)))
        if value.kind == "data":
            return value, effects | RAISES
        if value.kind in ("list", "str", "bytes"):
            made = Value(value.kind, element=element(value) if value.kind == "list" else None)
            return made, effects if simple else effects | RAISES
        return (data() if is_known(value) else ANY), effects | unsure(asks("__getitem__"), value)
    key, asked = frame.run(node.slice)
    effects |= asked | (NONE if is_plain(key) else unsure(CONVERTS | HASHES, key))
    if isinstance(node.slice, ast.Constant) and (part := value.part(node.slice.value)) is not None:
        return part, effects
    if value.kind in SCALARS or value.kind in ("list", "tuple", "range"):
        inner = element(value) if value.kind not in ("scalar", "none", "pattern") else Value("scalar")
        sure = value.kind in ("list", "tuple", "str") and is_there(frame, node, is_dict=False)
        return inner, effects if sure else effects | RAISES
    if value.kind == "dict":
        return _held(value), effects if is_plain(value.key or ANY) and is_there(
            frame, node, is_dict=True
        ) else effects | RAISES
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
    known = field(frame, value, node.attr)
    if known is not None:
        held = value.roots | (ANY.roots if is_of_class(frame, value, node.attr) else frozenset())
        return reached(known, value.roots), effects | Effects(reads=held)
    if value.kind == "data":
        return value, effects | RAISES
    asked = asks(f".{node.attr}", "__getattr__", "__getattribute__")
    return reached(value.part(node.attr) or ANY, value.roots), effects | Effects(reads=value.roots) | asked
