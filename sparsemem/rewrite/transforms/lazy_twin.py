"""Calls of a function that builds a list: where the elements are consumed one by one, its generator is called."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.site import site_of
from sparsemem.rewrite.edits import twin
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.imports import imported
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.producers.recognition import producer_of
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.displays import streamed
from sparsemem.rewrite.proof.entry import function_of
from sparsemem.rewrite.proof.follow import callee_frame, ran
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import deep, element, join
from sparsemem.rewrite.proposal import Edits, Proposal, together
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.lazy import Lazy, proposed
from sparsemem.source import Function, Module, passed

Called = tuple[ast.Call, Function, Producer | Reason | None]
"""The call, what it runs, and how that builds: None where it has a generator beside it."""


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every call of a function that builds a list."""
    for call, function, producer in building_calls(program, module, "list"):
        site = producer if isinstance(producer, Reason) else site_of(program, module, call)
        yield proposed(program, module, _lazily(program, module, (call, function, producer)), site)


def _lazily(program: Program, module: Module, called: Called) -> Lazy:
    call, function, producer = called
    known = None if isinstance(producer, Reason) else producer
    return Lazy(
        call,
        Transform.LAZY_TWIN,
        lambda frame: elements(frame, call, function, known),
        lambda _: _edits(program, module, call, function, known),
        function.module.function_name(function.node),
    )


def building_calls(program: Program, module: Module, kind: str) -> Iterator[Called]:
    """The calls that make a `list` or a `dict`; also those of which it is not known which, with the reason."""
    for call in module.all(ast.Call):
        function = program.called(module, call) or _method(program, module, call)
        if function is None:
            continue
        there = twin.existing(program, function)
        producer = producer_of(program, function) if there is None else None
        made = there or producer
        if isinstance(made, Reason) or (made is not None and made.result == kind):
            yield call, function, producer


def _method(program: Program, module: Module, call: ast.Call) -> Function | None:
    """The method that is called on an object whose class is known, where one of that name builds something."""
    named = program.inheritance.methods_named(call.func.attr) if isinstance(call.func, ast.Attribute) else []
    builds = any(producer_of(program, f) is not None or twin.existing(program, f) is not None for f in named)
    return function_of(program, module, call) if builds else None


def elements(frame: Frame, call: ast.Call, function: Function, producer: Producer | None) -> Result:
    """What the generator would yield, and what it does to make that, with the arguments of this call."""
    arguments = {variable: frame.run(value)[0] for variable, value in passed(function, call)}
    if producer is None:
        there = twin.existing(frame.program, function)
        assert there is not None
        assert there.function is not None
        other = there.function.module.scopes[there.function.node].variables
        made = ran(frame, there.function, {other[variable.name]: value for variable, value in arguments.items()})[0]
        return element(made), made.step
    inner = callee_frame(frame, function, arguments)
    if isinstance(producer.built, ast.ListComp):
        item = streamed(inner, producer.built)[0]
    elif producer.built is not None:
        item = element(inner.run(producer.built)[0])
    else:
        item = join(element(v) if f.kind == "extend" else v for f in producer.fills for v in [inner.run(f.value)[0]])
    return item, outward(inner, inner.effects(function.node.body), deep(item))


def _edits(program: Program, module: Module, call: ast.Call, function: Function, producer: Producer | None) -> Edits:
    made = twin.existing_or_made(program, function, producer)
    switched = switch(program, module, Text(module.source.text), call, function, made.name)
    return together((function.module, list(made.edits)), (module, switched))


def switch(program: Program, module: Module, text: Text, call: ast.Call, function: Function, name: str) -> list[Edit]:
    """The edits that make a call one of the twin. Raises RefusedError."""
    start, end = text.span(call.func)
    if isinstance(call.func, ast.Attribute):
        if module.dotted(call.func) not in (None, function.name):
            raise RefusedError(Reason.UNKNOWN_CALLEE)
        return [Edit(end - len(call.func.attr), end, name)]
    assert isinstance(call.func, ast.Name)
    there = module.scope_of(call).find(name)
    if there is not None and there.scope is not getattr(module.variable(call.func), "scope", None):
        raise RefusedError(Reason.SCOPE)
    return [Edit(start, end, name), *imported(program, module, text, call.func, function, name)]
