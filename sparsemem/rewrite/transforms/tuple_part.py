"""A list that a function returns in a tuple: where all callers take that apart and stream it, it is made lazily."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of_uses
from sparsemem.rewrite.edits.imports import annotate
from sparsemem.rewrite.edits.pages import Draft
from sparsemem.rewrite.program.callers import find_callers
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import Value, deep, is_plain
from sparsemem.rewrite.proposal import Proposal, Transform, refused
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.transforms import comprehensions, loops
from sparsemem.rewrite.transforms.calls import called
from sparsemem.rewrite.transforms.stream import Stream
from sparsemem.source import Function, Module, own_nodes

_HERE = Transform.LOCAL_GENERATOR


@dataclass(frozen=True, slots=True)
class _Part:
    """The list, at a place of the tuple that a function returns at its end."""

    function: Function
    place: int
    returned: ast.Tuple
    stream: Stream


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every function that ends by returning a tuple with one list in it that it builds last."""
    for node in module.all(ast.FunctionDef):
        part = _part(program, Function(module, node))
        if part is not None:
            yield _proposed(program, module, part)


def _part(program: Program, function: Function) -> _Part | None:
    last = function.node.body[-1]
    leaving = ast.Yield | ast.YieldFrom | ast.Return
    others = any(isinstance(node, leaving) and node is not last for node in own_nodes(function.node))
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Tuple) or function.is_decorated or others:
        return None
    for place, item in enumerate(last.value.elts):
        stream = _made_last(program, function, item)
        if stream is not None:
            return _Part(function, place, last.value, stream)
    return None


def _made_last(program: Program, function: Function, item: ast.expr) -> Stream | None:
    """A comprehension, there or by a name that is bound right before, or a list that a loop fills right before."""
    module, node, variable, before = function.module, item, function.module.variable(item), function.node.body[-2:-1]
    if variable is not None and variable.references == [item] and before and isinstance(before[0], ast.Assign):
        node = before[0].value if before[0].targets == [variable.only] else item
    if isinstance(node, ast.ListComp):
        fits = comprehensions.scope_reason(program, module, node) is None
        return comprehensions.lazily(module, node) if fits else None
    local = loops.filled_list(module, variable) if variable is not None else None
    if variable is None or local is None or len(local.uses) != 1 or before != [local.loop]:
        return None
    against = loops.reason_against(program, module, local)
    return loops.lazily(module, local) if against is None else None


def _proposed(program: Program, module: Module, part: _Part) -> Proposal:
    callers, path, node = find_callers(program, part.function), module.source.path, part.stream.node
    verdicts = [_verdict(program, there, call, part) for there, call in callers or ()]
    refusal = next((verdict for verdict in verdicts if isinstance(verdict, Reason)), None)
    if not callers or refusal is not None:
        return refused(path, node, _HERE, refusal or Reason.RETURNED_IN_TUPLE)
    tier, reason = max((found for found in verdicts if not isinstance(found, Reason)), key=lambda found: found[0])
    return Proposal(path, node, _HERE, tier, reason, lambda draft: _edit(draft, part))


def _edit(draft: Draft, part: _Part) -> None:
    """The list, and what the annotation of the result says of it."""
    part.stream.edits(draft, None)
    match part.function.node.returns:
        case None:
            pass
        case ast.Subscript(slice=ast.Tuple(elts=parts)) if len(parts) == len(part.returned.elts):
            annotate(draft.page(part.function.module), parts[part.place], Reason.RETURNED_IN_TUPLE)
        case _:
            raise RefusedError(Reason.RETURNED_IN_TUPLE)


def _verdict(program: Program, module: Module, call: ast.Call, part: _Part) -> Verdict | Reason:
    """How certain it is that one caller may take the elements while they are made."""
    site = _site(program, module, call, part)
    if isinstance(site, Reason):
        return site
    frame = entered(program, module, call)
    inner = called(frame, call, part.function)
    item, step = part.stream.run(inner)
    others = [other for place, other in enumerate(part.returned.elts) if place != part.place]
    if not all(is_plain(inner.run(other)[0]) and _takes_nothing(inner, other) for other in others):
        return Reason.RETURNED_IN_TUPLE
    besides = outward(inner, inner.effects(others), frozenset())
    site = replace(site, consumer=replace(site.consumer, besides=besides))
    return judged(program, module, site, outward(inner, step, deep(item)), item, Value("list", element=item))


def _site(program: Program, module: Module, call: ast.Call, part: _Part) -> Site | Reason:
    """Where one caller consumes the list: by a name of its own, that it takes the tuple apart into."""
    match module.parent(call):
        case ast.Assign(targets=[ast.Tuple(elts=targets)]) as statement if len(targets) == len(part.returned.elts):
            variable = module.variable(targets[part.place])
            if variable is None or variable.only is None:
                return Reason.LATER_USE
            if any(module.function(use) is not module.function(call) for use in variable.references):
                return Reason.LATER_USE
            return site_of_uses(program, module, targets[part.place], variable.references, statement)
    return Reason.RETURNED_IN_TUPLE


def _takes_nothing(frame: Frame, other: ast.expr) -> bool:
    """Whether it goes through nothing that the list is made of: no calls but `len` and methods of texts."""
    for node in ast.walk(other):
        match node:
            case ast.comprehension() | ast.Starred():
                return False
            case ast.Call(func=ast.Attribute(value=text), keywords=[]) if is_plain(frame.run(text)[0]):
                if not all(isinstance(argument, ast.Constant) for argument in node.args):
                    return False
            case ast.Call() if frame.module.dotted(node.func) != "builtins.len":
                return False
    return True
