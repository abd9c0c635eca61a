"""Dicts that are passed over once: the same over a stream of their (key, value) pairs."""

import ast

from sparsemem.rewrite.consumers.site import Site
from sparsemem.rewrite.edits.imports import streamed_type
from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.reasons import Reason, RefusedError, require
from sparsemem.source import FunctionNode, Module

_KEY, _VALUE = "_key", "_value"


def consume_pairs(page: Page, site: Site) -> None:
    """What passes over a dict, by itself or by a view, takes pairs. Raises RefusedError."""
    module, view, whole = page.module, "keys", site.use
    require(not site.others, Reason.LATER_USE)
    match module.parent(site.use):
        case ast.Attribute(attr=view) as attribute if isinstance(call := module.parent(attribute), ast.Call):
            whole = call
            page.put(page.span(site.use)[1], page.span(call)[1])
    if view == "items":
        return
    parent = module.parent(whole)
    if not isinstance(parent, ast.For | ast.comprehension):
        raise RefusedError(Reason.UNKNOWN_CALLEE)
    require(module.scope_of(parent.target).find(_KEY if view == "values" else _VALUE) is None)
    target = page.of(parent.target)
    if isinstance(parent.target, ast.Tuple) and not target.startswith("("):
        target = f"({target})"
    page.put(*page.span(parent.target), f"{_KEY}, {target}" if view == "values" else f"{target}, {_VALUE}")


def pairs_parameter(module: Module, node: FunctionNode) -> ast.arg | None:
    """The parameter of a function that it reads by nothing but one loop over its `.items()`."""
    for argument in node.args.args:
        variable = module.variable(argument)
        if variable is None or variable.only is None or len(variable.references) != 1:
            continue
        match module.parent(variable.references[0]):
            case ast.Attribute(attr="items") as view if isinstance(call := module.parent(view), ast.Call):
                if not call.args and isinstance(module.parent(call), ast.For | ast.comprehension):
                    return argument
    return None


def take_pairs(page: Page, pairs: ast.arg | None) -> list[str]:
    """That parameter is read as pairs; the names that its annotation then needs."""
    variable = page.module.variable(pairs) if pairs is not None else None
    if pairs is None or variable is None:
        return []
    page.replace(page.module.parent(page.module.parent(variable.references[0]) or pairs) or pairs, pairs.arg)
    if pairs.annotation is None:
        return []
    found, (start, end) = streamed_type(page, pairs.annotation, "Iterable"), page.span(pairs.annotation)
    page.put(start if found else page.span(pairs)[0] + len(pairs.arg), end, found or "")
    return ["Iterable"] if found else []


def pairs_name(name: str) -> str:
    """`_total_of_pairs` for `total` and for `_total`."""
    return f"_{name.strip('_')}_of_pairs"
