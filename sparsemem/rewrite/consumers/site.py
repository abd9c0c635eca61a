"""Where a value is made and where it is consumed, and all that happens in between."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.rewrite.consumers.consumer import Consumer, consumer_of, consumer_of_uses
from sparsemem.rewrite.consumers.hazards import is_context
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.names import is_visible
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Module, life_of


@dataclass(frozen=True, slots=True)
class Site:
    """A value with one consumer. `use` is where it is read there: the expression that makes it, or a name."""

    made: ast.expr | ast.stmt
    use: ast.expr
    between: tuple[ast.stmt, ...]
    """The statements that run after the value is made and before the statement that consumes it."""
    consumer: Consumer
    region: ast.stmt | ast.expr
    """The statement or expression in which it is consumed."""
    into: ast.With | None = None
    """The block that ends by making it: what comes after that up to the region is to go into it."""


def site_of(program: Program, module: Module, node: ast.expr) -> Site | Reason:
    """Where the value of an expression goes: straight to a consumer, or there by the only use of a name."""
    match module.parent(node):
        case (ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target)) as statement:
            return _named_site(program, module, target, statement)
    found = consumer_of(program, module, node)
    if isinstance(found, Reason):
        return found
    assert isinstance(found.node, ast.stmt | ast.expr)
    made, done = module.statement(node), module.statement(found.node)
    if made is done or made in module.ancestors(done) or (found.node is done and done in module.ancestors(node)):
        return Site(node, node, (), found, found.node)
    return _apart(module, made, node, found)


def _named_site(program: Program, module: Module, target: ast.Name, after: ast.stmt) -> Site | Reason:
    """Where the value that a name holds after a statement goes."""
    variable, life = module.variable(target), life_of(module, target)
    if variable is None or variable.scope.kind == "class" or is_visible(program, module, variable):
        return Reason.SCOPE
    if life is not None:
        return site_of_uses(program, module, target, life.uses, after)
    # Its values cannot be told apart: what stands against any of its uses does.
    found = (consumer_of(program, module, use) for use in variable.references)
    return next((reason for reason in found if isinstance(reason, Reason)), Reason.LATER_USE)


def site_of_uses(
    program: Program, module: Module, target: ast.AST, uses: Sequence[ast.Name], after: ast.stmt
) -> Site | Reason:
    """Where one value of a name goes, that is bound there, of which these are the uses."""
    found = consumer_of_uses(program, module, target, uses)
    return found if isinstance(found, Reason) else _apart(module, after, uses[0], found)


def _apart(module: Module, after: ast.stmt, use: ast.expr, consumer: Consumer) -> Site | Reason:
    """The site of a value that another statement consumes."""
    last, into = after, None
    # Not where it is read: an iterator over it may have a name, and be consumed after what comes next.
    region = in_block(module, after, consumer.node)
    while region is None and isinstance(around := module.parent(last), ast.With) and around.body[-1] is last:
        last = into = around
        region = in_block(module, last, consumer.node)
    if region is None:
        return _left(module, after)
    block = module.block(last)
    between = block[block.index(last) + 1 : block.index(region)]
    if into is not None and not _may_stay_open(module, into, after, [*between, region]):
        return _left(module, after)
    return Site(after, use, tuple(between), consumer, region, into)


def _may_stay_open(module: Module, block: ast.With, made: ast.stmt, moved: list[ast.stmt]) -> bool:
    """Whether all that is open around a statement has a name, which those that move into the block do not use."""
    around = [block, *(a for a in module.ancestors(made) if isinstance(a, ast.With) and block in module.ancestors(a))]
    items = [item for one in around for item in one.items]
    names = {module.variable(node) for item in items if item.optional_vars for node in ast.walk(item.optional_vars)}
    used = any(module.variable(node) in names - {None} for statement in moved for node in ast.walk(statement))
    return not used and all(item.optional_vars and not is_context(item.context_expr) for item in items)


def in_block(module: Module, after: ast.stmt, use: ast.AST) -> ast.stmt | None:
    """The statement that a use is in, of those that stand in one block with another."""
    block = module.block(after)
    return next((around for around in [use, *module.ancestors(use)] if around in block), None)


def _left(module: Module, node: ast.stmt) -> Reason:
    """The reason of a value that is consumed outside of the block in which it is made."""
    around = module.enclosing(node, ast.With, ast.Try)
    if not isinstance(around, ast.With):
        return Reason.LATER_USE if around is None else Reason.IN_TRY
    changes = any(is_context(item.context_expr) for item in around.items)
    return Reason.CONTEXT_CHANGED if changes else Reason.RESOURCE_CLOSED
