"""Dicts that are only passed over: a comprehension, or a generator beside the function, yields (key, value) pairs."""

import ast
from collections.abc import Callable, Iterator

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits import twin
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.pairs import over_pairs
from sparsemem.rewrite.edits.views import as_pairs, dict_reason
from sparsemem.rewrite.edits.yielding import generator
from sparsemem.rewrite.producers.keys import Keyed, keyed, keyed_comprehension, unique
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
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.building_calls import building_calls
from sparsemem.rewrite.transforms.lazy_twin import switch
from sparsemem.source.function import Function, parameter, passed
from sparsemem.source.module import Module

_HERE = Transform.DICT_PAIRS


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every call of a function that builds a dict, and every dict comprehension that something consumes."""
    for call, function, producer in building_calls(program, module, "dict"):
        if isinstance(producer, Producer):
            yield _called(program, module, call, function, producer)
    for node in module.all(ast.DictComp):
        parent = module.parent(node)
        named = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name)
        if named or isinstance(parent, ast.Attribute | ast.For | ast.comprehension):
            yield _written(program, module, node)


_Judge = Callable[[Frame, Site], Verdict]
_Change = Callable[[Site], Edits | Reason]


def _proposed(
    program: Program, module: Module, node: ast.expr, judge: _Judge, change: _Change, name: str | None = None
) -> Proposal:
    path, site = module.source.path, site_of(program, module, node)
    reason = dict_reason(module, node, site)
    if reason is not None or isinstance(site, Reason):
        return refused(path, node, _HERE, reason or Reason.LATER_USE, name)
    verdict = judge(entered(program, module, node), site)
    return Proposal(path, node, _HERE, *verdict, (lambda: change(site)) if verdict[0] <= Tier.T3 else None, name)


def _called(program: Program, module: Module, call: ast.Call, function: Function, producer: Producer) -> Proposal:
    def judge(frame: Frame, site: Site) -> Verdict:
        inner = callee_frame(frame, function, {v: frame.run(value)[0] for v, value in passed(function, call)})
        step = lambda both: outward(inner, inner.effects(function.node.body), deep(both))  # noqa: E731
        return _verdict(frame, site, inner, keyed(function.module, producer), _filled(producer), step)

    change = lambda site: _edits(program, module, call, site, function, producer)  # noqa: E731 - made when wanted
    return _proposed(program, module, call, judge, change, function.module.function_name(function.node))


def _written(program: Program, module: Module, node: ast.DictComp) -> Proposal:
    """A comprehension: its brackets become round, its elements pairs."""
    values = node.key, node.value

    def judge(frame: Frame, site: Site) -> Verdict:
        if any(isinstance(part, ast.NamedExpr | ast.Await) for part in ast.walk(node)):
            return Tier.T5, Reason.SCOPE
        step = lambda _: clauses(frame, node) | frame.effects(values)  # noqa: E731
        return _verdict(frame, site, frame, keyed_comprehension(node), values, step)

    def change(site: Site) -> Edits | Reason:
        text = Text(module.source.text)
        taken, made = as_pairs(module, text, site), generator(text, node)
        if isinstance(taken, Reason) or made is None:
            return taken if isinstance(taken, Reason) else Reason.SCOPE
        return {module.source.path: [*made, *taken]}

    return _proposed(program, module, node, judge, change)


def _verdict(
    frame: Frame,
    site: Site,
    inner: Frame,
    found: Keyed | None,
    values: tuple[ast.expr, ast.expr] | None,
    step: Callable[[Value], Effects],
) -> Verdict:
    """Whether the keys differ for certain, and both sides may take turns; `inner` is the run that makes the pairs."""
    doubt = unique(inner, found)
    if values is None or (doubt is not None and doubt[0] > Tier.T3):
        return doubt or (Tier.T5, Reason.DUPLICATE_KEYS)
    key, item = inner.run(values[0])[0], inner.run(values[1])[0]
    both, whole = pair(key, item), Value("dict", element=item, key=key)
    verdict = judged(frame.program, frame.module, site, step(both), both, whole)
    return verdict if doubt is None or verdict[0] > doubt[0] else doubt


def _filled(producer: Producer) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(producer.built, ast.DictComp):
        return producer.built.key, producer.built.value
    fill = producer.fills[0]
    return (fill.key, fill.value) if len(producer.fills) == 1 and fill.key is not None else None


def _edits(
    program: Program, module: Module, call: ast.Call, site: Site, function: Function, producer: Producer
) -> Edits | Reason:
    made = twin.existing_or_made(program, function, producer)
    if isinstance(made, Reason):
        return made
    text = Text(module.source.text)
    made_edits: Edits = {}
    switched = switch(program, module, text, call, function, made.name)
    taken = _into_function(program, module, text, site) or as_pairs(module, text, site)
    if isinstance(taken, dict):
        for path, found_edits in taken.items():
            made_edits.setdefault(path, []).extend(found_edits)
        taken = []
    if isinstance(switched, Reason) or isinstance(taken, Reason):
        return switched if isinstance(switched, Reason) else taken  # type: ignore[return-value]
    edits: Edits = {function.module.source.path: list(made.edits)}
    edits.setdefault(module.source.path, []).extend([*switched, *taken, *_items(text, call, function, made.pairs)])
    for path, more in made_edits.items():
        edits.setdefault(path, []).extend(more)
    return edits


def _into_function(program: Program, module: Module, text: Text, site: Site) -> Edits | Reason | None:
    """Where the dict is an argument of a function of the project: the edits that make that one take pairs."""
    call = module.parent(site.use)
    call = module.parent(call) if isinstance(call, ast.keyword) else call
    consumer = program.callee(module, call) if isinstance(call, ast.Call) and call.func is not site.use else None
    if consumer is None or not isinstance(call, ast.Call):
        return None
    bound = parameter(consumer, call, site.use)
    over = over_pairs(program, consumer, bound.name) if bound is not None else Reason.ESCAPES
    if isinstance(over, Reason):
        return over
    switched = switch(program, module, text, call, consumer, over[0])
    if isinstance(switched, Reason):
        return switched
    edits: Edits = {consumer.module.source.path: list(over[1])}
    edits.setdefault(module.source.path, []).extend(switched)
    return edits


def _items(text: Text, call: ast.Call, function: Function, pairs: str | None) -> list[Edit]:
    """`.items()` behind the argument that the twin takes as pairs."""
    for variable, value in passed(function, call):
        if variable.name == pairs:
            start, end = text.span(value)
            if isinstance(value, ast.Name | ast.Call | ast.Attribute | ast.Subscript | ast.Dict):
                return [Edit(end, end, ".items()")]
            return [Edit(start, start, "("), Edit(end, end, ").items()")]
    return []
