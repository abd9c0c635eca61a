"""A list that a function returns in a tuple: where all callers take that apart and stream it, it is made lazily."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from sparsemem.rewrite.consumers.site import Site, site_of_uses
from sparsemem.rewrite.edits.draft import Draft
from sparsemem.rewrite.edits.imports import annotate
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.follow import outward
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.value import deep, is_plain
from sparsemem.rewrite.proposal import Proposal, Stream, Transform, proposed, refused
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.rewrite.transforms import loops, made_whole
from sparsemem.rewrite.transforms.calls import called
from sparsemem.source import Function, Module, every_value, own_nodes


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
        function, last = Function(module, node), node.body[-1]
        leaving = (part for part in own_nodes(node) if isinstance(part, ast.Yield | ast.YieldFrom | ast.Return))
        if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Tuple) or [*leaving] != [last]:
            continue
        made = ((place, _made_last(program, function, item)) for place, item in enumerate(last.value.elts))
        found = next((_Part(function, place, last.value, stream) for place, stream in made if stream), None)
        if found is not None and not function.is_decorated:
            yield _proposed(program, module, found)


def _made_last(program: Program, function: Function, item: ast.expr) -> Stream | None:
    """A comprehension, there or by a name that is bound right before, or a list that a loop fills right before."""
    module, node, variable, before = function.module, item, function.module.variable(item), function.node.body[-2:-1]
    if variable is not None and variable.references == [item] and before and isinstance(before[0], ast.Assign):
        node = before[0].value if before[0].targets == [variable.only] else item
    if isinstance(node, ast.ListComp):
        fits = made_whole.scope_reason(program, module, node) is None
        return made_whole.lazily(module, node) if fits else None
    local = loops.filled_list(module, variable) if variable is not None else None
    if variable is None or local is None or len(local.uses) != 1 or before != [local.loop]:
        return None
    against = loops.reason_against(program, module, local)
    return loops.lazily(module, local) if against is None else None


def _proposed(program: Program, module: Module, part: _Part) -> Proposal:
    """The least certain of what the callers allow."""
    place, offers = (module.source.path, part.stream.node, Transform.LOCAL_GENERATOR), list[Proposal]()
    for there, call in program.callers(part.function):
        stream = Stream(call, Transform.LOCAL_GENERATOR, partial(_run, part, call), lambda *_: None)
        offers.append(proposed(program, there, stream, _site(program, there, call, part)))
    worst = max(offers, key=lambda offer: offer.tier, default=None)
    if worst is None or worst.edits is None:
        return refused(*place, worst.reason if worst and worst.reason else Reason.RETURNED_IN_TUPLE)
    return Proposal(*place, worst.tier, worst.reason, lambda draft: _edit(draft, part, offers))


def _edit(draft: Draft, part: _Part, offers: list[Proposal]) -> None:
    """The list, what the annotation of the result says of it, and the callers."""
    part.stream.edits(draft, None)
    note = part.function.node.returns
    parts = note.slice.elts if isinstance(note, ast.Subscript) and isinstance(note.slice, ast.Tuple) else []
    if note is not None:
        is_known = len(parts) == len(part.returned.elts)
        page = draft.page(part.function.module)
        require(is_known and annotate(page, parts[part.place]), Reason.RETURNED_IN_TUPLE)
    for edits in (offer.edits for offer in offers if offer.edits is not None):
        edits(draft)


def _run(part: _Part, call: ast.Call, frame: Frame) -> Result:
    inner = called(frame, call, part.function)
    item, step = part.stream.run(inner)
    return item, outward(inner, step, deep(item))


def _site(program: Program, module: Module, call: ast.Call, part: _Part) -> Site | Reason:
    """Where one caller consumes the list: by a name of its own, that it takes the tuple apart into."""
    inner = called(entered(program, module, call), call, part.function)
    others = [other for place, other in enumerate(part.returned.elts) if place != part.place]
    match module.parent(call):
        case ast.Assign(targets=[ast.Tuple(elts=targets)]) as statement if len(targets) == len(others) + 1:
            variable = module.variable(targets[part.place])
            around = {module.function(use) for use in variable.references} if variable is not None else set()
            if variable is None or variable.only is None or around - {module.function(call)}:
                return Reason.LATER_USE
            site = site_of_uses(program, module, targets[part.place], variable.references, statement)
            if isinstance(site, Reason):
                return site
            if all(is_plain(inner.run(other)[0]) and _takes_nothing(inner, other) for other in others):
                besides = outward(inner, inner.effects(others), frozenset())
                return replace(site, consumer=replace(site.consumer, besides=besides))
    return Reason.RETURNED_IN_TUPLE


def _takes_nothing(frame: Frame, other: ast.expr) -> bool:
    """Whether it goes through nothing that the list is made of: no calls but `len` and methods of texts."""
    for node in ast.walk(other):
        if isinstance(node, ast.Call) and frame.module.dotted(node.func) != "builtins.len":
            is_text = isinstance(node.func, ast.Attribute) and is_plain(frame.run(node.func.value)[0])
            if not is_text or not all(isinstance(value, ast.Constant) for value in every_value(node)):
                return False
    return not any(isinstance(node, ast.comprehension | ast.Starred) for node in ast.walk(other))
