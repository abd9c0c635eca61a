"""What an annotation says of a value."""

import ast

from sparsemem.rewrite.proof.value import ANY, Value, join
from sparsemem.source.module import Module

_SCALARS = {"int": "int", "float": "float", "str": "str", "bytes": "bytes", "bool": "bool", "complex": "scalar"}
_LISTS = frozenset({"list", "List", "Sequence", "MutableSequence"})
_DICTS = frozenset({"dict", "Dict", "Mapping", "MutableMapping"})


def annotated(module: Module, node: ast.expr | None) -> Value:
    """The kind of value that is meant, reached from elsewhere; ANY where it is another."""
    match node:
        case ast.Constant(value=None):
            return Value("none")
        case ast.Name(id=name):
            return _named(module, name, [])
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=parts)):
            return _named(module, name, parts)
        case ast.Subscript(value=ast.Name(id=name), slice=part):
            return _named(module, name, [part])
    return ANY


def _named(module: Module, name: str, parts: list[ast.expr]) -> Value:
    top = module.scopes[module.tree].variables.get(name)
    if top is not None and not all(isinstance(node, ast.alias) for node in top.bindings):
        return ANY
    inner = [annotated(module, part) for part in parts]
    if name in _SCALARS and not parts and top is None:
        # An int is accepted where a float is meant.
        return Value(_SCALARS[name])
    if name in _LISTS:
        return Value("list", ANY.roots, join(inner) if inner else None)
    if name in ("set", "frozenset"):
        return Value("set", ANY.roots, join(inner) if inner else None)
    if name in _DICTS:
        # A defaultdict is a dict.
        return ANY
    if name == "tuple" and parts and not any(isinstance(p, ast.Constant) for p in parts):
        return Value("tuple", ANY.roots, parts=tuple(enumerate(inner)))
    return ANY
