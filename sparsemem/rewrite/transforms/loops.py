"""Local lists that a loop fills: where they are consumed once, the loop becomes a generator."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from sparsemem.rewrite.consumers.site import site_of_uses
from sparsemem.rewrite.edits.lazy_loops import filling_calls, make_loop_lazy
from sparsemem.rewrite.producers.inner_code import is_named
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.content_changes import is_visible
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.reaching import Loop, carried_in
from sparsemem.rewrite.proof.value import is_plain, join
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transforms.stream import Stream, proposed
from sparsemem.source import Filled, Module, Variable, filled, loops, own_nodes

_LEAVES = ast.Return | ast.Yield | ast.YieldFrom | ast.Await | ast.Global | ast.Nonlocal | ast.NamedExpr


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every local list that starts empty, is filled in a loop, and is used after it."""
    for variable in module.locals():
        local = filled_list(module, variable)
        # What is returned is what the function is for: its callers decide.
        if local is not None and local.uses and not any(isinstance(module.parent(u), ast.Return) for u in local.uses):
            site = site_of_uses(program, module, local.life.target, local.uses, local.loop)
            reason = site if isinstance(site, Reason) else reason_against(program, module, local)
            yield proposed(program, module, lazily(module, local), reason or site)


def filled_list(module: Module, variable: Variable) -> Filled | None:
    """A list that starts empty and is filled in a loop, with the outermost loop around those that do so."""
    local = filled(module, variable)
    return replace(local, loop=_outermost(module, local)) if local is not None and local.kind == "list" else None


def lazily(module: Module, local: Filled) -> Stream:
    """The loop as a generator."""
    return Stream(
        module.statement(local.life.target),
        Transform.LOCAL_GENERATOR,
        lambda frame: _elements(frame, local),
        lambda draft, _: make_loop_lazy(draft.page(module), local),
    )


def _elements(frame: Frame, local: Filled) -> Result:
    """What the loop puts in, and what it does to make that: its own names, and the list, are the generator's."""
    effects, drop = frame.effects([local.loop]), frozenset({local.life.variable})
    inner = {found for node in ast.walk(local.loop) if (found := frame.module.variable(node)) in effects.binds}
    reads, writes, looks = effects.reads - drop, effects.writes - drop, effects.looks - drop - inner
    item = join(frame.run(call.args[0])[0] for call in filling_calls(frame.module, local) if call.args)
    return item, replace(effects, reads=reads, writes=writes, looks=looks, binds=effects.binds - inner)


def _outermost(module: Module, local: Filled) -> Loop:
    """The loop around all loops that fill the list, where they stand in one another, with the file that it reads."""
    before = loops(module, local.life.target)
    around = [loop for loop in [local.loop, *loops(module, local.loop)] if loop not in before]
    found = around[-1]
    block = module.block(local.life.target)
    while found not in block and isinstance(outer := module.parent(found), ast.With) and outer.body == [found]:
        found = outer
    return found if isinstance(found, ast.For | ast.While | ast.AsyncFor | ast.With) else local.loop


def reason_against(program: Program, module: Module, local: Filled) -> Reason | None:
    """Why the loop cannot stand in a function of its own."""
    loop, variable = local.loop, local.life.variable
    if isinstance(loop, ast.AsyncFor):
        return Reason.ASYNC
    beside = module.block(local.life.target) is module.block(loop) and not is_visible(program, module, variable)
    leaves = any(isinstance(node, _LEAVES) for node in own_nodes(loop))
    if not beside or leaves or is_named(program, module, loop):
        return Reason.SCOPE
    inside = set(ast.walk(loop))
    for call in filling_calls(module, local):
        if len(call.args) != 1 or isinstance(call.args[0], ast.Starred) or call not in inside:
            return Reason.NOT_A_PRODUCER
    names, frame = carried_in(module, loop), entered(program, module, loop)
    carried = [variable.scope.find(name) for name in names or []]
    # The values that it starts from must be none that others change.
    plain = names is not None and all(name is not None and is_plain(frame.value(name)) for name in carried)
    return None if plain else Reason.COMPUTES_MORE
