"""Dicts that are only passed over: a comprehension, or a generator beside the function, yields (key, value) pairs."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits import twin
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.pairs import as_pairs, over_pairs
from sparsemem.rewrite.edits.yielding import generator
from sparsemem.rewrite.producers.keys import DOUBTFUL, Keyed, keyed, keyed_comprehension, unique
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.displays import clauses
from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.follow import callee_frame
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import Value, deep, pair
from sparsemem.rewrite.proposal import Edits, Proposal, refused, together
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.lazy_twin import building_calls, switch
from sparsemem.rewrite.transforms.local_generator import scope_reason
from sparsemem.source import Function, Module, parameter, passed


@dataclass(frozen=True, slots=True)
class _Built:
    """A dict that is built whole, in a run that is entered from the one around it."""

    node: ast.expr
    keyed: Keyed | None
    enter: Callable[[Frame], Frame]
    step: Callable[[Frame, Value], Effects]
    """What making a pair does, of which the value is given."""
    edits: Callable[[Site], Edits]
    function: str | None = None


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every call of a function that builds a dict, and every dict comprehension that something consumes."""
    for call, function, producer in building_calls(program, module, "dict"):
        if isinstance(producer, Producer):
            yield _proposed(program, module, _called(program, module, call, function, producer))
    for node in module.all(ast.DictComp):
        parent = module.parent(node)
        named = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name)
        if named or isinstance(parent, ast.Attribute | ast.For | ast.comprehension):
            yield _proposed(program, module, _written(module, node))


def _called(program: Program, module: Module, call: ast.Call, function: Function, producer: Producer) -> _Built:
    return _Built(
        call,
        keyed(function.module, producer),
        lambda frame: callee_frame(frame, function, {v: frame.run(one)[0] for v, one in passed(function, call)}),
        lambda inner, both: outward(inner, inner.effects(function.node.body), deep(both)),
        lambda site: _edits(program, module, call, site, function, producer),
        function.module.function_name(function.node),
    )


def _written(module: Module, node: ast.DictComp) -> _Built:
    """A comprehension: its brackets become round, its elements pairs."""
    text = Text(module.source.text)
    return _Built(
        node,
        keyed_comprehension(node),
        lambda frame: frame,
        lambda frame, _: clauses(frame, node) | frame.effects([node.key, node.value]),
        lambda site: together((module, as_pairs(module, text, site)), (module, generator(text, node))),
    )


def _proposed(program: Program, module: Module, built: _Built) -> Proposal:
    path, site = module.source.path, site_of(program, module, built.node)
    reason = _reason(program, module, built.node, site)
    if reason is not None or isinstance(site, Reason):
        return refused(path, built.node, Transform.DICT_PAIRS, reason or Reason.LATER_USE, built.function)
    tier, reason = _verdict(program, module, site, built)
    edits = (lambda: built.edits(site)) if tier <= Tier.T3 else None
    return Proposal(path, built.node, Transform.DICT_PAIRS, tier, reason, edits, built.function)


def _reason(program: Program, module: Module, node: ast.expr, site: Site | Reason) -> Reason | None:
    """What stands against it in the words of a dict, where something does."""
    if not isinstance(site, Reason):
        if isinstance(site.consumer.node, ast.Compare):
            return Reason.LOOKED_UP
        return scope_reason(program, module, node) if isinstance(node, ast.DictComp) else None
    parent = module.parent(node)
    variable = module.variable(parent.targets[0]) if isinstance(parent, ast.Assign) else None
    searched = variable is not None and any(isinstance(module.parent(u), ast.Compare) for u in variable.references)
    return Reason.LOOKED_UP if searched or site is Reason.INDEXED else site


def _verdict(program: Program, module: Module, site: Site, built: _Built) -> Verdict:
    """Whether the keys differ for certain, and both sides may take turns."""
    if built.keyed is None:
        return DOUBTFUL
    inner = built.enter(entered(program, module, built.node))
    doubt = unique(inner, built.keyed)
    if doubt is not None and doubt[0] > Tier.T3:
        return doubt
    key, item = inner.values((built.keyed.key, built.keyed.value))
    both, whole = pair(key, item), Value("dict", element=item, key=key)
    verdict = judged(program, module, site, built.step(inner, both), both, whole)
    return verdict if doubt is None or verdict[0] > doubt[0] else doubt


def _edits(
    program: Program, module: Module, call: ast.Call, site: Site, function: Function, producer: Producer
) -> Edits:
    made = twin.existing_or_made(program, function, producer)
    text = Text(module.source.text)
    return together(
        (function.module, list(made.edits)),
        (module, switch(program, module, text, call, function, made.name)),
        *(_into_function(program, module, text, site) or [(module, as_pairs(module, text, site))]),
        (module, _items(text, call, function, made.pairs)),
    )


def _into_function(program: Program, module: Module, text: Text, site: Site) -> list[tuple[Module, list[Edit]]]:
    """Where the dict is an argument of a function of the project: the edits that make that one take pairs."""
    call = module.parent(site.use)
    call = module.parent(call) if isinstance(call, ast.keyword) else call
    consumer = program.callee(module, call) if isinstance(call, ast.Call) and call.func is not site.use else None
    if consumer is None or not isinstance(call, ast.Call):
        return []
    bound = parameter(consumer, call, site.use)
    name, edits = over_pairs(program, consumer, bound.name if bound is not None else "")
    return [(consumer.module, edits), (module, switch(program, module, text, call, consumer, name))]


def _items(text: Text, call: ast.Call, function: Function, pairs: str | None) -> list[Edit]:
    """`.items()` behind the argument that the twin takes as pairs."""
    for variable, value in passed(function, call):
        if variable.name == pairs:
            start, end = text.span(value)
            if isinstance(value, ast.Name | ast.Call | ast.Attribute | ast.Subscript | ast.Dict):
                return [Edit(end, end, ".items()")]
            return [Edit(start, start, "("), Edit(end, end, ").items()")]
    return []
