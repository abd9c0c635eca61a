"""Subscripts and attributes: the value of a part, and what asking for it may do.

A key or an index that a loop takes from the container itself is there for certain.
"""

import ast

from sparsemem.rewrite.proof import asking, known
from sparsemem.rewrite.proof.content_changes import spoilers
from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects, asks
from sparsemem.rewrite.proof.fields import field, is_of_class
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import unsure
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.rewrite.proof.value import ANY, SCALARS, Value, data, element, is_known, is_plain, reached
from sparsemem.source import Module, Variable

_IN_ORDER = frozenset({"builtins.sorted", "builtins.list", "builtins.tuple", "builtins.set", "builtins.reversed"})


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
        sure = value.kind in ("list", "tuple", "str") and _is_there(frame, node, is_dict=False)
        return inner, effects if sure else effects | RAISES
    held = element(Value("list", value.roots, value.element))
    if value.kind == "dict":
        sure = is_plain(value.key or ANY) and _is_there(frame, node, is_dict=True)
        return held, effects if sure else effects | RAISES
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
    known_field = field(frame, value, node.attr)
    if known_field is not None:
        held = value.roots | (ANY.roots if is_of_class(frame, value, node.attr) else frozenset())
        return reached(known_field, value.roots), effects | Effects(reads=held)
    if value.kind == "data":
        return value, effects | RAISES
    asked = asks(f".{node.attr}", "__getattr__", "__getattribute__")
    return reached(value.part(node.attr) or ANY, value.roots), effects | Effects(reads=value.roots) | asked


def _is_there(frame: Frame, node: ast.Subscript, is_dict: bool) -> bool:
    """Whether a key, or an index, was taken from the container, and nothing that runs here takes anything out."""
    module = frame.module
    holder, key = module.variable(node.value), module.variable(node.slice)
    if holder is None or key is None or _takes_out(module, holder) or spoilers(frame.program, module, frame.node):
        return False
    bindings = reaching(module, key, node.slice)
    around = module.parent(bindings[0]) if len(bindings) == 1 else None
    while isinstance(around, ast.Tuple):
        around = module.parent(around)
    if not isinstance(around, ast.For | ast.comprehension):
        return False
    taken = _keyed(module, around.iter, bindings[0]) if is_dict else _indexed(module, around.iter)
    if taken is None or module.variable(taken) is not holder:
        return False
    before = reaching(module, holder, taken)
    return len(before) == 1 and before == reaching(module, holder, node.value)


def _keyed(module: Module, source: ast.expr, binding: ast.AST) -> ast.Name | None:
    """The name of the dict whose keys a loop goes over."""
    around = module.parent(binding)
    match source:
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="items"), args=[]):
            return name if isinstance(around, ast.Tuple) and around.elts[0] is binding else None
        case _ if isinstance(around, ast.Tuple):
            return None
        case ast.Call(func=function, args=[inner]) if module.dotted(function) in _IN_ORDER:
            return _keyed(module, inner, binding)
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="keys"), args=[]) | (ast.Name() as name):
            return name
    return None


def _indexed(module: Module, source: ast.expr) -> ast.Name | None:
    """`name` of `range(len(name))`."""
    match source:
        case ast.Call(func=outer, args=[ast.Call(func=inner, args=[ast.Name() as name])]):
            both = (module.dotted(outer), module.dotted(inner)) == ("builtins.range", "builtins.len")
            return name if both else None
    return None


def _takes_out(module: Module, variable: Variable) -> bool:
    """Whether anything is taken out of a container by its name."""
    for use in variable.references:
        match module.parent(use):
            case ast.Attribute(attr=method) if method in known.TAKING - {"sort", "reverse"}:
                return True
            case ast.Subscript(ctx=ast.Del()) | ast.Subscript(slice=ast.Slice(), ctx=ast.Store()):
                return True
    return False
