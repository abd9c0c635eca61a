"""Calls of a function that builds a list: where the elements are consumed one by one, its generator is called."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, feeds_itself, site_of
from sparsemem.rewrite.edits import twin
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.importing import imported
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.displays import streamed
from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.follow import callee_frame, ran
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import Value, deep, element, join
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.building_calls import building_calls
from sparsemem.rewrite.transforms.local_generator import kept_whole
from sparsemem.source.function import Function, passed
from sparsemem.source.module import Module

_HERE = Transform.LAZY_TWIN


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every call of a function that builds a list."""
    for call, function, producer in building_calls(program, module, "list"):
        yield _proposed(program, module, call, function, producer)


def _proposed(
    program: Program, module: Module, call: ast.Call, function: Function, producer: Producer | Reason | None
) -> Proposal:
    path, name = module.source.path, function.module.function_name(function.node)
    site = site_of(program, module, call)
    if isinstance(producer, Reason):
        return refused(path, call, _HERE, producer, name)
    if isinstance(site, Reason):
        return refused(path, call, _HERE, Reason.ALIASES_SOURCE if feeds_itself(module, call) else site, name)
    tier, reason = verdict(program, module, call, site, function, producer)
    whole = kept_whole(program, site)
    if whole is not None and reason not in (Reason.SOURCE_CHANGED_IN_LOOP, Reason.ALIASES_SOURCE):
        return refused(path, call, _HERE, whole, name)
    return Proposal(path, call, _HERE, tier, reason, lambda: _edits(program, module, call, function, producer), name)


def verdict(
    program: Program, module: Module, call: ast.Call, site: Site, function: Function, producer: Producer | None
) -> Verdict:
    """The tier of calling the generator at this place."""
    frame = entered(program, module, call)
    item, step = elements(frame, call, function, producer)
    return judged(program, module, site, step, item, Value("list", element=item))


def elements(frame: Frame, call: ast.Call, function: Function, producer: Producer | None) -> tuple[Value, Effects]:
    """What the generator would yield, and what it does to make that, with the arguments of this call."""
    arguments = {variable: frame.run(value)[0] for variable, value in passed(function, call)}
    if producer is None:
        found = twin.existing(frame.program, function)
        assert found is not None
        other = found[0].module.scopes[found[0].node].variables
        made = ran(frame, found[0], {other[variable.name]: value for variable, value in arguments.items()})[0]
        return element(made), made.step
    inner = callee_frame(frame, function, arguments)
    if isinstance(producer.built, ast.ListComp):
        item = streamed(inner, producer.built)[0]
    elif producer.built is not None:
        item = element(inner.run(producer.built)[0])
    else:
        item = join(element(v) if f.kind == "extend" else v for f in producer.fills for v in [inner.run(f.value)[0]])
    return item, outward(inner, inner.effects(function.node.body), deep(item))


def _edits(
    program: Program, module: Module, call: ast.Call, function: Function, producer: Producer | None
) -> Edits | Reason:
    made = twin.existing_or_made(program, function, producer)
    if isinstance(made, Reason):
        return made
    text = Text(module.source.text)
    edits: Edits = {function.module.source.path: list(made.edits)}
    here = edits.setdefault(module.source.path, [])
    switched = switch(program, module, text, call, function, made.name)
    if isinstance(switched, Reason):
        return switched
    here += switched
    return edits


def switch(
    program: Program, module: Module, text: Text, call: ast.Call, function: Function, name: str
) -> list[Edit] | Reason:
    """The edits that make a call one of the twin."""
    end = text.span(call.func)[1]
    if isinstance(call.func, ast.Attribute):
        if module.dotted(call.func) not in (None, function.name):
            return Reason.UNKNOWN_CALLEE
        return [Edit(end - len(call.func.attr.encode().decode()), end, name)]
    assert isinstance(call.func, ast.Name)
    there = module.scope_of(call).find(name)
    if there is not None and there.scope is not getattr(module.variable(call.func), "scope", None):
        return Reason.SCOPE
    edits = imported(program, module, text, call.func, function, name)
    return edits if isinstance(edits, Reason) else [Edit(*text.span(call.func), name), *edits]
