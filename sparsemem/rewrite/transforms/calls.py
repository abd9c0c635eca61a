"""Calls of a function that builds a list or dict: where that is consumed once, the generator is called instead."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits.draft import Draft, Page
from sparsemem.rewrite.edits.imports import import_twin
from sparsemem.rewrite.edits.twin import consume_pairs, make_over_pairs, make_twin
from sparsemem.rewrite.producers.producer import Fill, Producer
from sparsemem.rewrite.producers.recognition import made_by, producer_of
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.entry import entered, function_of
from sparsemem.rewrite.proof.follow import callee_frame, given, outward, ran
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.value import Value, deep, element, join, pair
from sparsemem.rewrite.proposal import Proposal, Stream, Transform, proposed, refused
from sparsemem.rewrite.reasons import Reason, Tier, require
from sparsemem.source import Function, Module, loops, parameter, passed

_DOUBTFUL: Verdict = Tier.T3, Reason.DUPLICATE_KEYS
_TRANSFORMS = {"list": Transform.LAZY_TWIN, "dict": Transform.DICT_PAIRS}


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every call of a function that builds a list or a dict."""
    for call in module.all(ast.Call):
        certain = program.called(module, call)
        if certain is None and not _builds(program, call):
            continue
        certain = certain or function_of(program, module, call)
        function = certain or _named_alone(program, module, call)
        producer = producer_of(program, function) if function is not None else None
        if function is None or producer is None:
            continue
        if isinstance(producer, Reason):
            name = function.module.function_name(function.node)
            yield refused(module.source.path, call, Transform.LAZY_TWIN, producer, name)
        elif producer.twin is None or producer.result == "list":
            stream = _stream(program, module, call, producer)
            if certain is None:
                stream = replace(stream, doubt=lambda _: (Tier.T3, Reason.UNKNOWN_CALLEE))
            yield proposed(program, module, stream, site_of(program, module, call))


def handed(program: Program, module: Module) -> Iterator[Proposal]:
    """Every function that builds a list and is itself put into a container or handed to a call."""
    nodes: list[ast.Name | ast.Attribute] = [*module.all(ast.Name), *module.all(ast.Attribute)]
    for node in nodes:
        parent = module.parent(node)
        is_handed = isinstance(parent, ast.Call) and node in parent.args
        function = program.function(module, node)
        if function is not None and (is_handed or isinstance(parent, ast.List | ast.Tuple | ast.Dict)):
            producer = producer_of(program, function)
            if isinstance(producer, Producer) and producer.result == "list":
                edits = partial(_hand, program, module, node, producer)
                place, name = (module.source.path, node), function.module.function_name(function.node)
                yield Proposal(*place, Transform.LAZY_TWIN, Tier.T3, Reason.UNKNOWN_CALLEE, edits, name)


def _hand(program: Program, module: Module, node: ast.expr, producer: Producer, draft: Draft) -> None:
    if producer.twin is None:
        make_twin(draft, producer)
    _switch(program, draft.page(module), node, producer.function, producer.lazy_name)


def _builds(program: Program, call: ast.Call) -> bool:
    """Whether any method of that name builds something: to know more of the object takes time."""
    named = program.inheritance.methods_named(getattr(call.func, "attr", ""))
    return any(producer_of(program, function) is not None for function in named)


def _named_alone(program: Program, module: Module, call: ast.Call) -> Function | None:
    """The only method of that name, where nothing is known of the object and something takes what comes."""
    found = program.inheritance.methods_named(getattr(call.func, "attr", ""))
    if len(found) != 1 or module.dotted(call.func) is not None or isinstance(site_of(program, module, call), Reason):
        return None
    held = entered(program, module, call).run(call.func.value)[0] if isinstance(call.func, ast.Attribute) else None
    return found[0] if held is not None and held.kind == "any" else None


def _stream(program: Program, module: Module, call: ast.Call, producer: Producer) -> Stream:
    function, is_dict = producer.function, producer.result == "dict"
    return Stream(
        call,
        _TRANSFORMS[producer.result],
        lambda frame: elements(frame, call, producer),
        lambda draft, site: _edit(program, draft, draft.page(module), call, site, producer),
        function.module.function_name(function.node),
        lambda frame: _unique(called(frame, call, function), producer) if is_dict else _reused(program, producer),
    )


def _reused(program: Program, producer: Producer) -> Verdict | None:
    """Elements of the argument are handed on, which others may have, or one is changed after it was put in."""
    reasons = {"each": Reason.SHARED_RECORD, "last": Reason.CHANGED_LATER}
    found = next((reasons[fill.kind] for fill in producer.fills if fill.kind in reasons), None)
    inner = made_by(program, producer.function.module, producer.built)
    return (Tier.T3, found) if found is not None else _reused(program, inner) if inner is not None else None


def _keyed(producer: Producer) -> tuple[ast.expr, ast.expr, ast.For | ast.comprehension] | None:
    """The key and the value that a producer of a dict puts in, and the only loop around them; None of several."""
    match producer.built, producer.fills:
        case ast.DictComp(key=key, value=value, generators=[clause]), _:
            return key, value, clause
        case None, [Fill(key=ast.expr() as key) as fill]:
            match loops(producer.function.module, fill.statement):
                case [ast.For() as loop]:
                    return key, fill.value, loop
    return None


def _unique(frame: Frame, producer: Producer) -> Verdict | None:
    """None where the keys differ for whatever data; else how certain that is, and the reason."""
    found = _keyed(producer)
    if found is None:
        return _DOUBTFUL
    variable, target, source = frame.module.variable(found[0]), found[2].target, found[2].iter
    match target, source:
        case ast.Tuple(elts=[first, _]), ast.Call(func=ast.Attribute(value=holder, attr="items")):
            # Other classes have a method of that name too, and their keys may come twice.
            doubt: Verdict | None = None if frame.run(holder)[0].kind == "dict" else (Tier.T2, Reason.DUPLICATE_KEYS)
        case ast.Tuple(elts=[first, _]), ast.Call(func=ast.Name() as name):
            doubt = None if frame.module.dotted(name) == "builtins.enumerate" else _DOUBTFUL
        case first, _:
            doubt = None if frame.run(source)[0].kind in ("dict", "set", "range") else _DOUBTFUL
    return doubt if variable is not None and variable.only is first else _DOUBTFUL


def called(frame: Frame, call: ast.Call, function: Function) -> Frame:
    """The run of a function that a call starts."""
    return callee_frame(frame, function, given(frame, function, call))


def elements(frame: Frame, call: ast.Call, producer: Producer) -> Result:
    """What the generator would yield, and what it does to make that, with the arguments of this call."""
    if producer.twin is not None:
        names = producer.twin.module.scopes[producer.twin.node].variables
        handed = {names[v.name]: value for v, value in given(frame, producer.function, call).items()}
        made = ran(frame, producer.twin, handed)[0]
        return element(made), made.step
    inner = called(frame, call, producer.function)
    item = _element(inner, producer)
    return item, outward(inner, inner.effects(producer.function.node.body), deep(item))


def _element(inner: Frame, producer: Producer) -> Value:
    pairs = _keyed(producer)
    if pairs is not None:
        return pair(*inner.values(pairs[:2]))
    if producer.built is not None:
        return element(inner.run(producer.built)[0])
    return join(element(v) if f.kind == "extend" else v for f in producer.fills for v in [inner.run(f.value)[0]])


def _edit(program: Program, draft: Draft, page: Page, call: ast.Call, site: Site | None, producer: Producer) -> None:
    function = producer.function
    pairs = make_twin(draft, producer) if producer.twin is None else None
    inner = made_by(program, function.module, producer.built) if producer.twin is None else None
    if inner is not None and isinstance(producer.built, ast.Call):
        _edit(program, draft, draft.page(function.module), producer.built, None, inner)
    _switch(program, page, call.func, function, producer.lazy_name)
    if producer.result == "dict" and site is not None:
        _consume(program, draft, page, site)
    for variable, value in passed(function, call):
        if pairs is not None and variable.only is pairs:
            require(isinstance(value, ast.Name | ast.Call | ast.Attribute | ast.Subscript | ast.Dict))
            page.insert(page.span(value)[1], ".items()")


def _consume(program: Program, draft: Draft, page: Page, site: Site) -> None:
    """What consumes a dict takes pairs; also a function of the project of which that is an argument."""
    call = page.module.parent(site.use)
    consumer = program.callee(page.module, call) if isinstance(call, ast.Call) and call.func is not site.use else None
    if consumer is None or not isinstance(call, ast.Call):
        return consume_pairs(page, site)
    bound = parameter(consumer, call, site.use)
    name = make_over_pairs(program, draft, consumer, bound.name if bound is not None else "")
    return _switch(program, page, call.func, consumer, name)


def _switch(program: Program, page: Page, named: ast.expr, function: Function, name: str) -> None:
    """Name the twin instead. Raises RefusedError."""
    (start, end), module = page.span(named), page.module
    if isinstance(named, ast.Attribute):
        if module.dotted(named) not in (None, function.name):  # a package has it from one of its modules
            is_free = module.scope_of(named).find(name) is None and not program.is_imported(module)
            package = next(module.variable(node) for node in ast.walk(named) if isinstance(node, ast.Name))
            stays = package is not None and len(package.references) > 1  # or its import would be left over
            require(is_free and stays and not function.owner, Reason.UNKNOWN_CALLEE)
            page.needs[function.module.name].add(name)
            return page.replace(named, name)
        return page.put(end - len(named.attr), end, name)
    assert isinstance(named, ast.Name)
    there = module.scope_of(named).find(name)
    require(there is None or there.scope is getattr(module.variable(named), "scope", None))
    page.put(start, end, name)
    return import_twin(program, page, named, function, name)
