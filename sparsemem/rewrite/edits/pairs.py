"""Dicts that are passed over once: the same over a stream of their (key, value) pairs."""

import ast

from sparsemem.rewrite.consumers.site import Site
from sparsemem.rewrite.edits.annotation import streamed_type
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.header import forwarding_call, split
from sparsemem.rewrite.edits.imports import import_of
from sparsemem.rewrite.producers.form import defaults_are_constant
from sparsemem.rewrite.producers.inner_code import is_named
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.source import Function, FunctionNode, Module, yields

_KEY, _VALUE = "_key", "_value"


def as_pairs(module: Module, text: Text, site: Site) -> list[Edit]:
    """The edits that make what passes over a dict, by itself or by a view, take pairs. Raises RefusedError."""
    view, whole, gone = "keys", site.use, list[Edit]()
    match module.parent(site.use):
        case ast.Attribute(attr=view) as attribute if isinstance(call := module.parent(attribute), ast.Call):
            whole, gone = call, [Edit(text.span(site.use)[1], text.span(call)[1], "")]
    if site.others:
        raise RefusedError(Reason.LATER_USE)
    if view == "items":
        return gone
    parent = module.parent(whole)
    if not isinstance(parent, ast.For | ast.comprehension):
        raise RefusedError(Reason.UNKNOWN_CALLEE)
    if module.scope_of(parent.target).find(_KEY if view == "values" else _VALUE) is not None:
        raise RefusedError(Reason.SCOPE)
    target = text.of(parent.target)
    if isinstance(parent.target, ast.Tuple) and not target.startswith("("):
        target = f"({target})"
    paired = f"{_KEY}, {target}" if view == "values" else f"{target}, {_VALUE}"
    return [*gone, Edit(*text.span(parent.target), paired)]


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


def pairs_edits(module: Module, text: Text, pairs: ast.arg | None) -> list[Edit]:
    """The edits after which that parameter is read as pairs."""
    variable = module.variable(pairs) if pairs is not None else None
    if pairs is None or variable is None:
        return []
    call = module.parent(module.parent(variable.references[0]) or module.tree) or module.tree
    edits = [Edit(*text.span(call), pairs.arg)]
    if pairs.annotation is None:
        return edits
    found = streamed_type(module, text, pairs.annotation, "Iterable")
    start, end = text.span(pairs.annotation)
    named = Edit(text.span(pairs)[0] + len(pairs.arg), end, "")
    return [*edits, named if found is None else Edit(start, end, found)]


def pairs_name(name: str) -> str:
    """`_total_of_pairs` for `total` and for `_total`."""
    return f"_{name.strip('_')}_of_pairs"


def over_pairs(program: Program, function: Function, argument: str) -> tuple[str, list[Edit]]:
    """The name of a function that does the same over pairs, and the edits that make it. Raises RefusedError."""
    module, node = function.module, function.node
    name, pairs = pairs_name(node.name), pairs_parameter(module, node)
    around = module.scope_of(module.parent(node) or module.tree)
    reserved = name in around.variables or isinstance(node, ast.AsyncFunctionDef) or function.is_decorated
    if pairs is None or pairs.arg != argument or reserved or yields(node) or not defaults_are_constant(node):
        raise RefusedError(Reason.ESCAPES)
    if module.owner_class(node) or program.is_replaced(function):
        raise RefusedError(Reason.OVERRIDDEN)
    if is_named(program, module, node):
        raise RefusedError(Reason.SCOPE)
    text = Text(module.source.text)
    is_typed = streamed_type(module, text, pairs.annotation, "Iterable") is not None
    imports = import_of(module, text, "Iterable") if is_typed else []
    both = split(text, node, name, forwarding_call(function, name, pairs), pairs_edits(module, text, pairs))
    return name, [both, *(imports or [])]
