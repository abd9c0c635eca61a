"""Where a value is made and where it is consumed, and all that happens in between."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sparsemem.rewrite.consumer import Consumer, consumer_of
from sparsemem.rewrite.consuming import changes_source, rewritten_files, until_taken
from sparsemem.rewrite.program import Program
from sparsemem.rewrite.proof.effects import NONE, UNKNOWN, Effects
from sparsemem.rewrite.proof.follow import own_nodes
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.tame import looks_at_names
from sparsemem.rewrite.proof.value import Value
from sparsemem.rewrite.proof.verdict import Turns, Verdict, judge
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.source.binding import Comprehension
from sparsemem.source.flow import Life, exclusive, lives, repeats
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_CONTEXTS = (
    "setlocale", "getcontext", "setcontext", "localcontext", "chdir", "seed", "catch_warnings", "simplefilter",
    "filterwarnings", "setrecursionlimit",
)  # fmt: skip


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
    together = any(not exclusive(module, one, other) for one in uses for other in uses if one is not other)
    if together or any(repeats(module, life.target, use) for use in uses):
        return Reason.ITERATED_TWICE
    regions = [_in_block(module, module.block(after), use) for use in uses]
    region = regions[0]
    if any(other is not region for other in regions):
        return Reason.LATER_USE
    consumer = found[0]
    assert isinstance(consumer, Consumer)
    site = _apart(module, after, uses[0], life, consumer, region)
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
    return Reason.CONTEXT_CHANGED if any(map(_is_context, calls)) else Reason.RESOURCE_CLOSED


def _is_context(node: ast.AST) -> bool:
    name = node.func if isinstance(node, ast.Call) else None
    return name is not None and ast.unparse(name).endswith(_CONTEXTS)


def judged(program: Program, module: Module, site: Site, producer: Effects, element: Value, whole: Value) -> Verdict:
    """The tier of letting a producer with these effects and elements run while its consumer does."""
    around = module.enclosing(site.use, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) or module.tree
    if isinstance(around, ast.AsyncFunctionDef):
        return Tier.T4, Reason.ASYNC
    if looks_at_names(program, module, around):
        return Tier.T4, Reason.SCOPE
    if _changes_context(module, site):
        return Tier.T4, Reason.CONTEXT_CHANGED
    if rewritten_files(module, site.made, [*site.between, site.region]):
        return Tier.T4, Reason.REREADS_FILE
    if any(_closes(node) for statement in site.between for node in ast.walk(statement)):
        return Tier.T4, Reason.RESOURCE_CLOSED
    frame = Frame(program, module, around)
    frame.replaced |= dict.fromkeys([site.use, *site.others], whole)
    gap = frame.effects(site.between)
    consumer = gap | until_taken(frame, _node(site), site.region) | site.consumer.besides
    if any(_gives_way(node) for node in [*site.between, site.region]):
        consumer |= UNKNOWN
    turns = Turns(
        producer,
        consumer,
        element,
        site.consumer.partial or any(map(_jumps, site.between)) or _may_be_passed_by(module, site),
        _is_caught(module, site),
        gap != NONE and (gap.raises or gap.outside or gap.unknown or bool(gap.writes)),
    )
    verdict = judge(frame, turns)
    if verdict[0] in (Tier.T2, Tier.T3) and changes_source(module, site.made, [*site.between, site.region]):
        return Tier.T4, Reason.SOURCE_CHANGED_IN_LOOP
    return verdict


def _may_be_passed_by(module: Module, site: Site) -> bool:
    """Whether the statement that holds the consumer may run without coming to it."""
    child: ast.AST = site.consumer.node
    for around in () if child is site.region else module.ancestors(child):
        heads = (getattr(around, name, None) for name in ("test", "iter", "subject", "items"))
        if isinstance(around, ast.stmt) and hasattr(around, "body") and child not in heads:
            return True
        if isinstance(around, ast.IfExp | ast.BoolOp | ast.Lambda | ast.comprehension | Comprehension):
            return True
        if around is site.region:
            break
        child = around
    return False


def _jumps(statement: ast.stmt) -> bool:
    """Whether a statement may be left before what follows it."""
    inside = [statement, *own_nodes(statement)]
    return any(isinstance(node, ast.Return | ast.Break | ast.Continue | ast.Yield | ast.YieldFrom) for node in inside)


def _is_caught(module: Module, site: Site) -> bool:
    """Whether an exception may be seen by a handler, or a context, in the same function."""
    for node in (site.made, site.region):
        child: ast.AST = node
        for around in module.ancestors(node):
            if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
                break
            if isinstance(around, ast.Try | ast.TryStar) and child in [
                *around.body,
                *around.handlers,
                *around.orelse,
            ]:
                return True
            if isinstance(around, ast.With) and not all(_is_open(module, item) for item in around.items):
                return True
            child = around
    return False


def _is_open(module: Module, item: ast.withitem) -> bool:
    call = item.context_expr
    return isinstance(call, ast.Call) and module.dotted(call.func) == "builtins.open"


def _changes_context(module: Module, site: Site) -> bool:
    nodes = [*site.between, site.region] if site.life or site.between else []
    return any(_is_context(call) for node in nodes for call in ast.walk(node))


def is_visible(program: Program, module: Module, variable: Variable) -> bool:
    """Whether a name is seen from outside of its function: as an attribute of the module, or in its frame."""
    node = variable.scope.node
    if looks_at_names(program, module, node):
        return True
    if not isinstance(node, ast.Module):
        return False
    guarded = [statement for statement in node.body if _is_guard(statement)]
    if guarded:
        return not all(any(around in guarded for around in module.ancestors(b)) for b in variable.bindings)
    return "." in module.name or module.source.path.endswith("__init__.py") or program.is_imported(module)


def _node(site: Site) -> ast.stmt | ast.expr:
    assert isinstance(site.consumer.node, ast.stmt | ast.expr)
    return site.consumer.node


def _closes(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "close"


def _gives_way(node: ast.AST) -> bool:
    """Whether other code runs in the middle of a node: the caller of a generator, other tasks."""
    return any(isinstance(inner, ast.Yield | ast.YieldFrom | ast.Await) for inner in [node, *own_nodes(node)])


def feeds_itself(module: Module, call: ast.expr) -> bool:
    """`rows.extend(f(rows))`: the consumer is what the elements are made of."""
    parent = module.parent(call)
    target: ast.AST | None = parent.target if isinstance(parent, ast.AugAssign) else None
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute):
        target = parent.func.value
    names = {module.variable(node) for node in ast.walk(call) if isinstance(node, ast.Name)}
    return target is not None and module.variable(target) in names - {None}


def _is_guard(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__"`"""
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
