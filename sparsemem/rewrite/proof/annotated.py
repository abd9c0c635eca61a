"""What annotations say of values, which is believed, and what a function so says of its parameters."""

import ast

from sparsemem.rewrite.proof.frame import Arguments
from sparsemem.rewrite.proof.value import ANY, Value, join
from sparsemem.source import Function, Module, every_argument

_SCALARS = {"int": "int", "float": "float", "str": "str", "bytes": "bytes", "bool": "bool", "complex": "scalar"}
_LISTS = frozenset({"list", "List", "Sequence", "MutableSequence"})


def annotated(module: Module, node: ast.expr | None) -> Value:
    """The kind of value that is meant, reached from elsewhere; ANY where it is another, as a dict, which may fill."""
    match node:
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
    if name == "tuple" and parts and not any(isinstance(p, ast.Constant) for p in parts):
        return Value("tuple", ANY.roots, parts=tuple(enumerate(inner)))
    return ANY


def declared(function: Function) -> Arguments:
    """The instance of a method, and what annotations say, which are believed; starred parameters apart."""
    module, arguments = function.module, function.node.args
    plain = [a for a in every_argument(arguments) if a not in (arguments.vararg, arguments.kwarg)]
    found = {variable: annotated(module, a.annotation) for a in plain if (variable := module.variable(a))}
    if function.is_method and not function.is_decorated and arguments.args:
        found |= {
            v: Value("record", ANY.roots, types=frozenset({function.owner or ""}))
            for v in [module.variable(arguments.args[0])]
            if v
        }
    return {variable: value for variable, value in found.items() if value is not ANY}
