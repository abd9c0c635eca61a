"""Functions that build a dict which is only passed over: a generator beside them yields (key, value) pairs."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits import twin
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.pairs import over_pairs
from sparsemem.rewrite.edits.views import as_pairs, dict_reason
from sparsemem.rewrite.producers.keys import keyed, unique
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.follow import callee_frame
from sparsemem.rewrite.proof.frame import Arguments, Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import Value, deep, pair
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.building_calls import building_calls
from sparsemem.rewrite.transforms.lazy_twin import switch
from sparsemem.source.function import Function, parameter, passed
from sparsemem.source.module import Module

_HERE = Transform.DICT_PAIRS


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every call of a function that builds a dict."""
    for call, function, producer in building_calls(program, module, "dict"):
        if isinstance(producer, Producer):
            yield _called(program, module, call, function, producer)


def _called(program: Program, module: Module, call: ast.Call, function: Function, producer: Producer) -> Proposal:
    path, name = module.source.path, function.module.function_name(function.node)
    site = site_of(program, module, call)
    reason = dict_reason(module, call, site)
    if reason is not None or isinstance(site, Reason):
        return refused(path, call, _HERE, reason or Reason.LATER_USE, name)
    frame = entered(program, module, call)
    arguments = {variable: frame.run(value)[0] for variable, value in passed(function, call)}
    verdict = _verdict(frame, site, function, producer, arguments)
    edits = lambda: _edits(program, module, call, site, function, producer)  # noqa: E731 - made when it is wanted
    return Proposal(path, call, _HERE, *verdict, edits if verdict[0] < 4 else None, name)


def _verdict(frame: Frame, site: Site, function: Function, producer: Producer, arguments: Arguments) -> Verdict:
    inner = callee_frame(frame, function, arguments)
    values = _filled(producer)
    doubt = unique(inner, keyed(function.module, producer))
    if values is None or (doubt is not None and doubt[0] > 3):
        return doubt or (5, Reason.DUPLICATE_KEYS)  # type: ignore[return-value]
    key, item = inner.run(values[0])[0], inner.run(values[1])[0]
    both = pair(key, item)
    effects = outward(inner, inner.effects(inner.node.body), deep(both))  # type: ignore[attr-defined]
    verdict = judged(frame.program, frame.module, site, effects, both, Value("dict", element=item, key=key))
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
