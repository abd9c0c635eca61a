"""Where a value is made and where it is consumed, and all that happens in between."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.consumers.loop_consumer import Consumer
from sparsemem.rewrite.consumers.visibility import is_visible
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import tables
from sparsemem.source.flow import Life, exclusive, lives, repeats
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_CONTEXTS = (
    "setlocale", "getcontext", "setcontext", "localcontext", "chdir", "seed", "catch_warnings", "simplefilter",
    "filterwarnings", "setrecursionlimit",
)  # fmt: skip
"""Calls that change what code depends on without naming it: locale, decimal, directory, warnings, seed."""


@dataclass(frozen=True, slots=True)
class Site:
    """A value with one consumer. `use` is where it is read there: the expression that makes it, or a name."""

    made: ast.expr | ast.stmt
    use: ast.expr
    life: Life | None
    between: tuple[ast.stmt, ...]
    """The statements that run after the value is made and before the statement that consumes it."""
    consumer: Consumer
    region: ast.stmt | ast.expr
    """The statement or expression in which it is consumed."""
    others: tuple[ast.expr, ...] = ()
    """Other places where it may be read instead, of which one runs at most."""


def site_of(program: Program, module: Module, node: ast.expr) -> Site | Reason:
    """Where the value of an expression goes: straight to a consumer, or there by the only use of a name."""
    parent = module.parent(node)
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr) and parent.value is node:
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        if len(targets) == 1 and isinstance(targets[0], ast.Name):
            if isinstance(parent, ast.NamedExpr):
                return Reason.LATER_USE
            return named_site(program, module, targets[0], parent)
    found = consumer_of(program, module, node)
    if isinstance(found, Reason):
        return found
    assert isinstance(found.node, ast.stmt | ast.expr)
    made, done = module.statement(node), module.statement(found.node)
    if made is done or made in module.ancestors(done) or (found.node is done and done in module.ancestors(node)):
        return Site(node, node, None, (), found, found.node)
    region = _in_block(module, module.block(made), found.node)
    return _apart(module, made, node, None, found, region)


def named_site(program: Program, module: Module, target: ast.Name, after: ast.stmt) -> Site | Reason:
    """Where the value that a name holds after a statement goes."""
    variable = module.variable(target)
    if variable is None or variable.scope.kind == "class" or is_visible(program, module, variable):
        return Reason.SCOPE
    life = next((life for life in lives(module, variable) if life.target is target), None)
    if life is None:
        return _guessed(program, module, variable)
    return life_site(program, module, life, life.uses, after)


def life_site(
    program: Program, module: Module, life: Life, uses: Iterable[ast.Name], after: ast.stmt
) -> Site | Reason:
    """Where one value of a name goes, of which these are the uses."""
    uses = tuple(uses)
    if not uses:
        return Reason.DISCARDED
    found = [consumer_of(program, module, use) for use in uses]
    refused = [reason for reason in found if isinstance(reason, Reason)]
    if refused:
        return refused[0]
    consumers = [consumer for consumer in found if isinstance(consumer, Consumer)]
    together = any(not exclusive(module, one, other) for one in uses for other in uses if one is not other)
    if together or any(repeats(module, life.target, use) for use in uses):
        return Reason.ITERATED_TWICE
    # Not where it is read: an iterator over it may have a name, and be consumed after what comes next.
    regions = [_in_block(module, module.block(after), consumer.node) for consumer in consumers]
    region = regions[0]
    if any(other is not region for other in regions):
        return Reason.LATER_USE
    site = _apart(module, after, uses[0], life, consumers[0], region)
    return site if isinstance(site, Reason) else replace(site, others=tuple(uses[1:]))


def _apart(
    module: Module, after: ast.stmt, use: ast.expr, life: Life | None, consumer: Consumer, region: ast.stmt | None
) -> Site | Reason:
    """The site of a value that another statement consumes."""
    if region is None:
        return _left(module, after)
    block = module.block(after)
    between = block[block.index(after) + 1 : block.index(region)]
    return Site(after, use, life, tuple(between), consumer, region)


def _guessed(program: Program, module: Module, variable: Variable) -> Reason:
    """The reason of a name whose values cannot be told apart: what stands against any of its uses."""
    found = [consumer_of(program, module, use) for use in variable.references]
    return next((reason for reason in found if isinstance(reason, Reason)), Reason.LATER_USE)


def _in_block(module: Module, block: list[ast.stmt], use: ast.AST) -> ast.stmt | None:
    """The statement of a block that a use is in."""
    return next((around for around in [use, *module.ancestors(use)] if around in block), None)


def _left(module: Module, node: ast.stmt) -> Reason:
    """The reason of a value that is consumed outside of the block in which it is made."""
    around = module.enclosing(node, ast.With, ast.Try)
    if isinstance(around, ast.Try):
        return Reason.IN_TRY
    if not isinstance(around, ast.With):
        return Reason.LATER_USE
    calls = [item.context_expr for item in around.items]
    return Reason.CONTEXT_CHANGED if any(map(is_context, calls)) else Reason.RESOURCE_CLOSED


def is_context(node: ast.AST) -> bool:
    """Whether it is a call that changes such a context."""
    name = node.func if isinstance(node, ast.Call) else None
    return name is not None and ast.unparse(name).endswith(_CONTEXTS)


def feeds_itself(module: Module, call: ast.expr) -> bool:
    """`rows.extend(f(rows))`: the consumer is what the elements are made of."""
    parent = module.parent(call)
    target: ast.AST | None = parent.target if isinstance(parent, ast.AugAssign) else None
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute):
        target = parent.func.value if parent.func.attr in tables.CHANGING_METHODS else None
    names = {module.variable(node) for node in ast.walk(call) if isinstance(node, ast.Name)}
    return target is not None and module.variable(target) in names - {None}
