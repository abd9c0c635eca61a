"""Functions that read a dict by one loop over its items: the same over a stream of pairs."""

import ast

from sparsemem.rewrite.edits.annotation import streamed_type
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.header import Split, forwarding_call, split
from sparsemem.rewrite.edits.library_import import import_of
from sparsemem.rewrite.producers.form import defaults_are_constant
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.function import Function
from sparsemem.source.module import Module
from sparsemem.source.own_nodes import yields
from sparsemem.source.scope import FunctionNode


def pairs_parameter(module: Module, node: FunctionNode) -> ast.arg | None:
    """The parameter of a function that it reads by nothing but one loop over its `.items()`."""
    arguments = node.args
    for argument in arguments.args:
        variable = module.variable(argument)
        if variable is not None and len(variable.references) == 1 and len(variable.bindings) == 1:
            attribute = module.parent(variable.references[0])
            call = module.parent(attribute) if isinstance(attribute, ast.Attribute) else None
            is_items = isinstance(attribute, ast.Attribute) and attribute.attr == "items"
            is_looped = isinstance(module.parent(call) if call else None, ast.For | ast.comprehension)
            if is_items and isinstance(call, ast.Call) and not call.args and is_looped:
                return argument
    return None


def pairs_edits(module: Module, text: Text, pairs: ast.arg | None) -> list[Edit]:
    """The edits after which that parameter is read as pairs."""
    variable = module.variable(pairs) if pairs is not None else None
    if pairs is None or variable is None:
        return []
    call = module.parent(module.parent(variable.references[0]) or module.tree)
    edits = [Edit(*text.span(call), pairs.arg)] if call else []
    if pairs.annotation is None:
        return edits
    found = streamed_type(module, text, pairs.annotation, "Iterable")
    start, end = text.span(pairs.annotation)
    if found is None:
        return [*edits, Edit(text.span(pairs)[0] + len(pairs.arg), end, "")]
    return [*edits, Edit(start, end, found)]


def pairs_name(name: str) -> str:
    """`_total_of_pairs` for `total` and for `_total`."""
    return f"_{name.strip('_')}_of_pairs"


def over_pairs(program: Program, function: Function, argument: str) -> tuple[str, list[Edit]] | Reason:
    """The name of a function that does the same over pairs, and the edits that make it."""
    module, node = function.module, function.node
    name = pairs_name(node.name)
    pairs = pairs_parameter(module, node)
    around = module.scope_of(module.parent(node) or module.tree)
    reserved = name in around.variables or isinstance(node, ast.AsyncFunctionDef) or function.is_decorated
    if pairs is None or pairs.arg != argument or reserved or yields(node) or not defaults_are_constant(node):
        return Reason.ESCAPES
    if module.owner_class(node) or program.is_replaced(function):
        return Reason.OVERRIDDEN
    text = Text(module.source.text)
    imports = import_of(module, text, "Iterable") if _is_typed(module, text, pairs) else []
    parts = Split(name, forwarding_call(function, name, pairs), pairs_edits(module, text, pairs))
    return name, [split(text, node, parts), *(imports or [])]


def _is_typed(module: Module, text: Text, pairs: ast.arg) -> bool:
    return pairs.annotation is not None and streamed_type(module, text, pairs.annotation, "Iterable") is not None
