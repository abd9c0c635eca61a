"""Lists of what is in memory anyway: truth values, or parts of elements that another container holds."""

import ast

from sparsemem.review.index.evictions import last_name
from sparsemem.review.name_words import size_by_name
from sparsemem.review.rule import Likely
from sparsemem.source import Module, Use, assigned, tables

_DICTS = frozenset({"builtins.dict", "collections.OrderedDict"})
_TRUTH = frozenset(
    f"builtins.{name}" for name in ("all", "any", "bool", "callable", "hasattr", "isinstance", "issubclass")
)


def is_held_already(module: Module, built: ast.AST, use: Use) -> bool:
    """Whether a comprehension makes nothing new of the elements of a container that is there besides: then it takes a
    reference for each, less than what it is made of. `any` and `all` are given truth values. What a call gives may be
    gone when its elements are."""
    if not isinstance(built, ast.ListComp) or any(_is_large(one.iter) for one in built.generators):
        return False
    if not all(_is_container(module, one.iter) for one in built.generators):
        return False
    if module.dotted(getattr(use.by, "func", None)) in tables.DRAINS_PARTLY:
        return True
    bound = {node.id for one in built.generators for node in ast.walk(one.target) if isinstance(node, ast.Name)}
    return _is_truth(module, built.elt) or _is_part(built.elt, bound)


def becomes_a_dict(module: Module, use: Use) -> bool:
    """Whether its elements become the keys or the values of a dict, which takes more room for each than a list does:
    `dict(zip(names, [f(x) for x in xs]))`."""
    if not isinstance(use.by, ast.Call) or module.dotted(use.by.func) not in _DICTS:
        return False
    return any(isinstance(one, ast.Call) and module.dotted(one.func) == "builtins.zip" for one in use.by.args)


def _is_large(source: ast.expr) -> bool:
    return size_by_name(last_name(source) or "") is Likely.LARGE


def _is_container(module: Module, source: ast.expr) -> bool:
    match source:
        case ast.Call(func=ast.Attribute(value=viewed, attr=view), args=[]) if view in tables.VIEWS:
            return _is_container(module, viewed)
        case ast.Name():
            variable = module.variable(source)
            only = variable.only if variable else None
            made = assigned(module, only) if only else None
            is_opened = only is not None and isinstance(module.parent(only), ast.withitem)
            return not is_opened and not isinstance(made, ast.Call | ast.GeneratorExp)
    return isinstance(source, ast.Attribute | ast.Subscript)


def _is_truth(module: Module, element: ast.expr) -> bool:
    if isinstance(element, ast.Call):
        return module.dotted(element.func) in _TRUTH
    is_not = isinstance(element, ast.UnaryOp) and isinstance(element.op, ast.Not)
    return is_not or isinstance(element, ast.Compare)


def _is_part(element: ast.expr, bound: set[str]) -> bool:
    """`row`, `row.name`, `pair[0]`."""
    while isinstance(element, ast.Attribute) or (
        isinstance(element, ast.Subscript) and isinstance(element.slice, ast.Constant)
    ):
        element = element.value
    return isinstance(element, ast.Name) and element.id in bound
