"""Where a value is consumed, in this function or another, and why a generator could not stand in for it there."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sparsemem.rewrite.consumers.sinks import STOPPING, reason_against, reason_for
from sparsemem.rewrite.program.handlers import catchers
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.effects import NONE, Effects
from sparsemem.rewrite.proof.entry import function_of
from sparsemem.rewrite.proof.names import is_visible
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Function, How, Module, Variable, life_of, only_use, parameter, step_of, tables, yields
from sparsemem.source.left_early import gives_way, leaves, may_end_before

_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Consumer:
    """What takes the elements one by one; `node` is the statement or expression that is done when they are taken."""

    node: ast.AST
    partial: bool = False
    """It may leave some."""
    waits: bool = False
    """Others run between two elements, and may never come back for the rest."""
    besides: Effects = NONE
    """What may happen between two elements, elsewhere."""
    caught: bool = False
    """They are taken, in another function, where an exception may be caught."""
    handed: tuple[tuple[Module, ast.AST], ...] = ()
    """The parameters by which it gets there."""
    within: tuple[Function, ast.stmt] | None = None
    """The function that is called, and the statement of its body after which it has all elements."""


def consumer_of(program: Program, module: Module, node: ast.expr, depth: int = _DEPTH) -> Consumer | Reason:
    """What consumes the value of an expression once, element by element; else the reason why nothing does so."""
    if depth < 0:
        return Reason.LATER_USE
    step = step_of(module, node)
    match step.how, step.by:
        case _, ast.Call() as call if not isinstance(module.parent(node), ast.Attribute) and call.func is not node:
            return _argument(program, module, call, node, depth)
        case How.THROUGH, ast.IfExp() | ast.Call() as other:
            return consumer_of(program, module, other, depth)
        case How.STREAM, ast.AsyncFor():
            return Reason.ASYNC
        case How.STREAM, ast.For() as loop:
            return Consumer(loop, leaves(loop.body), gives_way(loop))
        case How.STREAM, ast.YieldFrom() as by:
            return Consumer(by, waits=True)
        case How.STREAM, owner:
            return _comprehension(program, module, owner, node, depth)
        case How.NEXT, ast.Compare(ops=[_]) as search:
            return Consumer(search, partial=True)
        case How.STORED, ast.Assign(targets=[ast.Name() as target]) if depth < _DEPTH or isinstance(node, ast.Name):
            return _named(program, module, target, depth)
    return reason_against(module, step, node)


def consumer_of_uses(
    program: Program, module: Module, target: ast.AST, uses: Sequence[ast.Name], depth: int = _DEPTH
) -> Consumer | Reason:
    """What consumes a value that is bound to a name, of which these are the uses; what stands against any of them."""
    found: list[Consumer | Reason] = [consumer_of(program, module, use, depth) for use in uses] or [Reason.DISCARDED]
    found += [] if only_use(module, target, uses) else [Reason.ITERATED_TWICE]
    return next((reason for reason in found if isinstance(reason, Reason)), found[0])


def _named(program: Program, module: Module, target: ast.Name, depth: int) -> Consumer | Reason:
    """The value has another name, or an iterator over its elements has one."""
    life = life_of(module, target)
    if life is None or is_visible(program, module, life.variable):
        return Reason.LATER_USE if life is None else Reason.SCOPE
    return consumer_of_uses(program, module, target, life.uses, depth)


def _comprehension(program: Program, module: Module, owner: ast.AST, node: ast.expr, depth: int) -> Consumer | Reason:
    if getattr(module.parent(node), "is_async", False):
        return Reason.ASYNC
    if not isinstance(owner, ast.GeneratorExp):
        return Consumer(owner)
    found, call = consumer_of(program, module, owner, depth - 1), module.parent(owner)
    if call is not None and found in (Reason.MATERIALISED_ANYWAY, Reason.SORTED_BARRIER):
        return Consumer(call)  # it keeps what the expression makes of the elements, not the elements
    return found


def _argument(program: Program, module: Module, call: ast.Call, node: ast.expr, depth: int) -> Consumer | Reason:
    function = function_of(program, module, call)
    if function is not None:
        return _parameter(program, module, function, call, node, depth)
    how, name = step_of(module, node).how, module.dotted(call.func) or ""
    if how is How.STREAM:
        return Consumer(call, name in tables.DRAINS_PARTLY)
    if how is How.NEXT and isinstance(node, ast.GeneratorExp):
        return Consumer(call, partial=True)
    if how is not How.THROUGH:
        return reason_for(call, name)
    found = consumer_of(program, module, call, depth - 1)
    stops = name in STOPPING and (name != "builtins.zip" or len(call.args) > 1)
    return replace(found, partial=found.partial or stops) if isinstance(found, Consumer) else found


def _parameter(
    program: Program, module: Module, function: Function, call: ast.Call, node: ast.expr, depth: int
) -> Consumer | Reason:
    """An argument of a function of the project: what that does with the parameter."""
    bound = parameter(function, call, node)
    if bound is None or depth <= 0 or function.is_decorated:
        return Reason.UNKNOWN_CALLEE
    if isinstance(function.node, ast.AsyncFunctionDef):
        return Reason.ASYNC
    if bound.only is None:
        return Reason.LATER_USE
    itself: Consumer | Reason = Reason.LATER_USE  # of a function that calls itself
    key, lazy = (function.node, bound.name, depth), _returned_lazily(function, bound)
    find = lambda: lazy or _only_consumer(program, function, bound, depth - 1)  # noqa: E731
    found = program.once("consumer", key, itself, find)
    if isinstance(found, Reason):
        return found
    own, home = program.inheritance.method_names, function.module
    inside = catchers(home, found.node, own) | catchers(home, bound.references[0], own)
    caught, by = found.caught or bool(inside), ((function.module, bound.only), *found.handed)
    partial = found.partial or may_end_before(function, found.node)
    if lazy is None and not yields(function.node):
        around = [found.node, *function.module.ancestors(found.node)]
        last = next(part for part in around if isinstance(part, ast.stmt) and part in function.node.body)
        return Consumer(call, partial, False, found.besides, caught, by, (function, last))
    further = consumer_of(program, module, call, depth - 1)
    if isinstance(further, Reason):
        return further
    # Whether a generator is asked for the rest is for its own consumer to say.
    partial, caught = partial or further.partial, caught or further.caught
    besides, by = found.besides | further.besides, (*by, *further.handed)
    return replace(further, partial=partial, besides=besides, caught=caught, handed=by)


def _only_consumer(program: Program, function: Function, bound: Variable, depth: int) -> Consumer | Reason:
    """What consumes a parameter: once, and in its own function rather than in one within that runs later."""
    module = function.module
    found = consumer_of_uses(program, module, bound.bindings[0], bound.references, depth)
    around = [module.enclosing(use, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) for use in bound.references]
    return found if isinstance(found, Reason) or around == [function.node] else Reason.LATER_USE


def _returned_lazily(function: Function, bound: Variable) -> Consumer | None:
    """The generator expression over the parameter that the function returns, where nothing else uses that."""
    module, use = function.module, bound.references[0] if len(bound.references) == 1 else None
    owner = module.parent(module.parent(use) or use) if use else None
    if use is None or not isinstance(owner, ast.GeneratorExp) or owner.generators[0].iter is not use:
        return None
    returned = isinstance(module.parent(owner), ast.Return) and module.function(use) is function.node
    return Consumer(owner) if returned else None
