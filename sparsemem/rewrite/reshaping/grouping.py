"""A loop that puts elements into lists by a key."""

import ast
from dataclasses import dataclass

from sparsemem.source import Module, Variable, assigned


@dataclass(frozen=True, slots=True)
class Grouping:
    """`groups = defaultdict(list)`, then `for item in source: groups[key].append(value)`."""

    start: ast.stmt
    made: ast.expr
    loop: ast.For
    item: ast.Name
    key: ast.expr
    value: ast.expr
    uses: tuple[ast.Name, ...]
    """What is done with the groups besides."""


def grouping(module: Module, variable: Variable) -> Grouping | None:
    """How a name groups; None where it does anything else, or is filled at several places."""
    made = assigned(module, variable.bindings[0]) if len(variable.bindings) == 1 else None
    if made is None or not _is_empty(module, made):
        return None
    fills = [(use, found) for use in variable.references if (found := _fill(module, use, made)) is not None]
    if len(fills) != 1:
        return None
    use, (key, value) = fills[0]
    loop = module.enclosing(use, ast.For)
    if loop is None or not isinstance(loop.target, ast.Name) or module.block(loop) is not module.block(made):
        return None
    rest = tuple(other for other in variable.references if other is not use)
    return Grouping(module.statement(made), made, loop, loop.target, key, value, rest)


def _is_empty(module: Module, made: ast.expr) -> bool:
    match made:
        case ast.Dict(keys=[]):
            return True
        case ast.Call(args=[ast.Name(id="list")], keywords=[]):
            return module.dotted(made.func) == "collections.defaultdict"
    return False


def _fill(module: Module, use: ast.Name, made: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The key and the value of `groups[key].append(value)` or `groups.setdefault(key, []).append(value)`."""
    statement = module.statement(use)
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder, attr="append"), args=[value], keywords=[])):
            pass
        case _:
            return None
    match holder:
        case ast.Subscript(value=name, slice=key) if name is use and isinstance(made, ast.Call):
            return key, value
        case ast.Call(func=ast.Attribute(value=name, attr="setdefault"), args=[key, ast.List(elts=[])]) if (
            name is use
        ):
            return key, value
    return None


def shape(node: ast.expr, item: str) -> str:
    """What an expression does to a name, whatever that is called."""
    return ast.dump(node).replace(f"Name(id='{item}', ctx=Load())", "it")
