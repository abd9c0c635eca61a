"""A list that a function returns in a tuple: where all callers take that apart and stream it, it is made lazily."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of_uses
from sparsemem.rewrite.edits.draft import Draft
from sparsemem.rewrite.edits.imports import annotate
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import Value, deep, is_plain
from sparsemem.rewrite.proposal import Proposal, Stream, Transform, refused
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.rewrite.transforms import loops, made_whole
from sparsemem.rewrite.transforms.calls import called
from sparsemem.source import Function, Module, every_value, own_nodes

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
    callers, path, node = program.callers(part.function), module.source.path, part.stream.node
    verdicts = [_verdict(program, there, call, part) for there, call in callers]
    refusal = next((verdict for verdict in verdicts if isinstance(verdict, Reason)), None)
    if not callers or refusal is not None:
        return refused(path, node, _HERE, refusal or Reason.RETURNED_IN_TUPLE)
    tier, reason = max((found for found in verdicts if not isinstance(found, Reason)), key=lambda found: found[0])
    return Proposal(path, node, _HERE, tier, reason, lambda draft: _edit(draft, part))


def _edit(draft: Draft, part: _Part) -> None:
    """The list, and what the annotation of the result says of it."""
    part.stream.edits(draft, None)
    note = part.function.node.returns
    parts = note.slice.elts if isinstance(note, ast.Subscript) and isinstance(note.slice, ast.Tuple) else []
    if note is not None:
        is_known = len(parts) == len(part.returned.elts)
        page = draft.page(part.function.module)
        require(is_known and annotate(page, parts[part.place]), Reason.RETURNED_IN_TUPLE)


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
            around = {module.function(use) for use in variable.references} if variable is not None else set()
            if variable is None or variable.only is None or around - {module.function(call)}:
                return Reason.LATER_USE
            return site_of_uses(program, module, targets[part.place], variable.references, statement)
    return Reason.RETURNED_IN_TUPLE


def _takes_nothing(frame: Frame, other: ast.expr) -> bool:
    """Whether it goes through nothing that the list is made of: no calls but `len` and methods of texts."""
    for node in ast.walk(other):
        if isinstance(node, ast.comprehension | ast.Starred):
            return False
        if isinstance(node, ast.Call) and frame.module.dotted(node.func) != "builtins.len":
            is_text = isinstance(node.func, ast.Attribute) and is_plain(frame.run(node.func.value)[0])
            if not is_text or not all(isinstance(value, ast.Constant) for value in every_value(node)):
                return False
    return True
