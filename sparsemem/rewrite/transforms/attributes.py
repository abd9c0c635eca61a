"""Lists that one method puts into an attribute, element by element, and one place in the project passes over."""

import ast
from collections.abc import Iterator
from functools import partial

from sparsemem.rewrite.consumers.taken_once import is_consumed, reads_of
from sparsemem.rewrite.edits.draft import Draft
from sparsemem.rewrite.edits.generators import yield_fill
from sparsemem.rewrite.edits.twin import forwarding_call, split
from sparsemem.rewrite.producers.producer import Fill, fill, twin_name
from sparsemem.rewrite.producers.recognition import misshapen
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, Tier, require
from sparsemem.source import Function, Module, empty, loops, own_nodes, yields


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every attribute that is begun as an empty list: a method that fills it makes an iterator instead."""
    for node in module.all(ast.Assign):
        match node.targets:
            case [ast.Attribute(value=ast.Name(id="self"), attr=name)] if empty(module, node.value) == "list":
                found = _filling(program, name)
                if found is not None and found[0].module is module:
                    edits = partial(_edit, *found, name)
                    place, function = (module.source.path, found[0].node), module.function_name(found[0].node)
                    yield Proposal(*place, Transform.LAZY_TWIN, Tier.T3, Reason.STORED, edits, function)


def _filling(program: Program, name: str) -> tuple[Function, list[Fill]] | None:
    """The only method that fills the attribute of that name, and what does so; None where it is used otherwise."""
    fills, rest = dict[ast.AST, tuple[Module, Fill]](), []
    for module, read in reads_of(program, name):
        put = fill(module, read, "list") if isinstance(read, ast.Attribute) else None
        if put is not None:
            fills[read] = module, put
        else:
            rest.append((module, read))
    around = {module.function(put.statement): module for module, put in fills.values()}
    if len(around) != 1 or len(rest) != 1 or not is_consumed(program, *rest[0]):
        return None
    (node, module), puts = next(iter(around.items())), [put for _, put in fills.values()]
    if node is None or module.owner_class(node) is None or node in rest[0][0].ancestors(rest[0][1]):
        return None
    function, looped = Function(module, node), all(loops(module, put.statement) for put in puts)
    returns = any(isinstance(part, ast.Return) and part.value is not None for part in own_nodes(node))
    is_plain = looped and not returns and not yields(node) and misshapen(program, function) is None
    return (function, puts) if is_plain and node.name != "__init__" else None


def _edit(function: Function, fills: list[Fill], name: str, draft: Draft) -> None:
    module, node = function.module, function.node
    page, twin = draft.page(module), twin_name(node.name)
    require(twin not in module.scope_of(module.parent(node) or module.tree).variables)
    for put in fills:
        yield_fill(page, put)
    split(page, function, twin, f"self.{name} = {forwarding_call(function, twin)}")
