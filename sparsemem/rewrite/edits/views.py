"""How a dict is passed over, and the same for a stream of its (key, value) pairs."""

import ast

from sparsemem.rewrite.consumers.site import Site
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.module import Module

KEY, VALUE = "_key", "_value"


def view_of(module: Module, use: ast.expr) -> tuple[str, ast.expr]:
    """`items`, `values` or `keys`, and the expression that is iterated."""
    attribute = module.parent(use)
    if isinstance(attribute, ast.Attribute):
        call = module.parent(attribute)
        assert isinstance(call, ast.Call)
        return attribute.attr, call
    return "keys", use


def as_pairs(module: Module, text: Text, site: Site) -> list[Edit] | Reason:
    """The edits that make the consumer take pairs."""
    if site.others:
        return Reason.LATER_USE
    view, whole = view_of(module, site.use)
    end = text.span(site.use)[1]
    edits = [Edit(end, text.span(whole)[1], "")] if whole is not site.use else []
    if view == "items":
        return edits
    parent = module.parent(whole)
    if not isinstance(parent, ast.For | ast.comprehension):
        return Reason.UNKNOWN_CALLEE
    other = KEY if view == "values" else VALUE
    if module.scope_of(parent.target).find(other) is not None:
        return Reason.SCOPE
    start, end = text.span(parent.target)
    target = text.text[start:end]
    if isinstance(parent.target, ast.Tuple) and not target.startswith("("):
        target = f"({target})"
    paired = f"{KEY}, {target}" if view == "values" else f"{target}, {VALUE}"
    return [*edits, Edit(start, end, paired)]


def dict_reason(module: Module, made: ast.expr, site: Site | Reason) -> Reason | None:
    """The reason in the words of a dict, where there is one."""
    if isinstance(site, Reason):
        parent = module.parent(made)
        variable = module.variable(parent.targets[0]) if isinstance(parent, ast.Assign) else None
        if variable is not None and any(isinstance(module.parent(u), ast.Compare) for u in variable.references):
            return Reason.LOOKED_UP
        return Reason.LOOKED_UP if site is Reason.INDEXED else site
    return Reason.LOOKED_UP if isinstance(site.consumer.node, ast.Compare) else None
