"""Local lists that a loop fills: where they are consumed once, the loop becomes a generator."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import life_site
from sparsemem.rewrite.consumers.visibility import is_visible
from sparsemem.rewrite.edits.loop_generator import filling_calls, loop_edits
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.loop_names import Loop, carried_in
from sparsemem.rewrite.proof.value import Value, is_plain, join
from sparsemem.rewrite.proposal import Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.local_generator import kept_whole
from sparsemem.source.containers import Filled, filled
from sparsemem.source.flow import loops
from sparsemem.source.module import Module
from sparsemem.source.own_nodes import own_nodes
from sparsemem.source.scope import Variable

_HERE = Transform.LOCAL_GENERATOR


_LEAVES = ast.Return | ast.Yield | ast.YieldFrom | ast.Await | ast.Global | ast.Nonlocal | ast.NamedExpr


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every local list that starts empty, is filled in a loop, and is used after it."""
    for variable in module.locals():
        local = filled(module, variable)
        if local is None or local.kind != "list" or not local.uses:
            continue
        if any(isinstance(module.parent(use), ast.Return) for use in local.uses):
            continue  # what the function is for: its callers decide
        yield _proposed(program, module, variable, local)


def _proposed(program: Program, module: Module, variable: Variable, local: Filled) -> Proposal:
    path, start = module.source.path, module.statement(local.life.target)
    local = replace(local, loop=_outermost(module, local))
    site = life_site(program, module, local.life, local.uses, local.loop)
    reason = (
        site if isinstance(site, Reason) else _reason(program, module, variable, local) or kept_whole(program, site)
    )
    if reason is not None or isinstance(site, Reason):
        return refused(path, start, _HERE, reason or Reason.LATER_USE)
    frame = entered(program, module, start)
    if not _is_carried(frame, variable, local):
        return refused(path, start, _HERE, Reason.COMPUTES_MORE)
    item, effects = elements(frame, module, variable, local)
    tier, reason = judged(program, module, site, effects, item, Value("list", element=item))
    return Proposal(path, start, _HERE, tier, reason, lambda: loop_edits(module, variable, local))


def returned(program: Program, module: Module, variable: Variable) -> Filled | None:
    """A list that a loop fills and the function hands out, if that could be a generator."""
    local = filled(module, variable)
    if local is None or local.kind != "list":
        return None
    local = replace(local, loop=_outermost(module, local))
    frame = entered(program, module, local.loop)
    fits = _reason(program, module, variable, local) is None and _is_carried(frame, variable, local)
    return local if fits else None


def elements(frame: Frame, module: Module, variable: Variable, local: Filled) -> Result:
    """What the loop puts in, and what it does to make that."""
    effects = _inside(module, local, frame.effects([local.loop]), variable)
    calls = filling_calls(module, local)
    return join(frame.run(call.args[0])[0] for call in calls if call.args), effects


def _is_carried(frame: Frame, variable: Variable, local: Filled) -> bool:
    """Whether the values that the loop starts from are none that others change."""
    carried = [variable.scope.find(name) for name in carried_in(frame.module, local.loop) or []]
    return all(name is not None and is_plain(frame.value(name)) for name in carried)


def _outermost(module: Module, local: Filled) -> Loop:
    """The loop around all loops that fill the list, where they stand in one another, with the file that it reads."""
    before = loops(module, local.life.target)
    around = [loop for loop in [local.loop, *loops(module, local.loop)] if loop not in before]
    found = around[-1]
    block = module.block(module.statement(local.life.target))
    while found not in block and isinstance(outer := module.parent(found), ast.With) and outer.body == [found]:
        found = outer
    return found if isinstance(found, ast.For | ast.While | ast.AsyncFor | ast.With) else local.loop


def _inside(module: Module, local: Filled, effects: Effects, variable: Variable) -> Effects:
    """The effects without those on the list itself, and on names that will belong to the generator."""
    inner = {found for node in ast.walk(local.loop) if (found := module.variable(node)) in effects.binds}
    drop = frozenset({variable})
    return replace(
        effects,
        reads=effects.reads - drop,
        writes=effects.writes - drop,
        looks=effects.looks - drop - inner,
        binds=effects.binds - inner,
    )


def _reason(program: Program, module: Module, variable: Variable, local: Filled) -> Reason | None:
    loop = local.loop
    start = module.statement(local.life.target)
    if (
        variable.scope.kind == "class"
        or is_visible(program, module, variable)
        or module.block(start) is not module.block(loop)
    ):
        return Reason.SCOPE
    if isinstance(loop, ast.AsyncFor):
        return Reason.ASYNC
    if any(isinstance(node, _LEAVES) for node in [loop, *own_nodes(loop)]):
        return Reason.SCOPE
    inside = set(ast.walk(loop))
    for call in filling_calls(module, local):
        if len(call.args) != 1 or isinstance(call.args[0], ast.Starred) or call not in inside:
            return Reason.NOT_A_PRODUCER
    return Reason.COMPUTES_MORE if carried_in(module, loop) is None else None
