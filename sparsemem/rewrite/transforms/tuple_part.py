"""A list that a function returns in a tuple: where all callers take that apart and stream it, it is made lazily."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import life_site
from sparsemem.rewrite.edits.annotation import streaming
from sparsemem.rewrite.edits.draft import Text
from sparsemem.rewrite.edits.loop_generator import loop_edits
from sparsemem.rewrite.program.callers import find_callers
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.displays import streamed
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.follow import callee_frame
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import Value, deep, is_plain
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms import local_generator, local_loop
from sparsemem.source.flow import Life
from sparsemem.source.function import Function, passed
from sparsemem.source.module import Module
from sparsemem.source.own_nodes import own_nodes

_HERE = Transform.LOCAL_GENERATOR


@dataclass(frozen=True, slots=True)
class _Part:
    """The list, at a place of the tuple that a function returns at its end."""

    function: Function
    place: int
    returned: ast.Tuple
    made: ast.expr | ast.stmt
    run: Callable[[Frame], Result]
    """An element, and what making it does, in a run of the function."""
    edits: Callable[[], Edits | Reason]


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every function that ends by returning a tuple with one list in it that it builds last."""
    for node in module.all(ast.FunctionDef):
        part = _part(program, Function(module, node))
        if part is not None:
            yield _proposed(program, module, part)


def _part(program: Program, function: Function) -> _Part | None:
    body, own = function.node.body, own_nodes(function.node)
    last = body[-1]
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Tuple) or function.is_decorated:
        return None
    if any(isinstance(n, ast.Yield | ast.YieldFrom | ast.Return) and n is not last for n in own):
        return None
    for place, item in enumerate(last.value.elts):
        found = _comprehension(function, item) or _loop(program, function, item)
        if found is not None:
            return _Part(function, place, last.value, *found)
    return None


_Found = tuple[ast.expr | ast.stmt, Callable[[Frame], Result], Callable[[], Edits | Reason]]


def _comprehension(function: Function, item: ast.expr) -> _Found | None:
    """`return [...], n`, or by a name that is bound right before."""
    module, node = function.module, item
    if isinstance(item, ast.Name) and len(function.node.body) > 1:
        match function.node.body[-2]:
            case ast.Assign(targets=[ast.Name() as target], value=value) if _is_only(module, target, item):
                node = value
    if not isinstance(node, ast.ListComp) or local_generator.scope_reason(module, node) is not None:
        return None
    comprehension = node
    return node, lambda frame: streamed(frame, comprehension), lambda: local_generator.edits(module, comprehension)


def _loop(program: Program, function: Function, item: ast.expr) -> _Found | None:
    """A list that the statement before fills in a loop."""
    variable = function.module.variable(item) if isinstance(item, ast.Name) else None
    found = local_loop.returned(program, function.module, variable) if variable else None
    if found is None or len(found.uses) != 1 or function.node.body[-2] is not found.loop or variable is None:
        return None
    local, module, name = found, function.module, variable
    start = module.statement(local.life.target)
    return (
        start,
        lambda frame: local_loop.elements(frame, module, name, local),
        lambda: loop_edits(module, name, local),
    )


def _is_only(module: Module, target: ast.Name, use: ast.Name) -> bool:
    variable = module.variable(target)
    return variable is not None and variable.bindings == [target] and variable.references == [use]


def _proposed(program: Program, module: Module, part: _Part) -> Proposal:
    callers = find_callers(program, part.function)
    verdicts = [_verdict(program, there, call, part) for there, call in callers or ()]
    refusal = next((verdict for verdict in verdicts if isinstance(verdict, Reason)), None)
    if not callers or refusal is not None:
        return refused(module.source.path, part.made, _HERE, refusal or Reason.RETURNED_IN_TUPLE)
    tier, reason = max((found for found in verdicts if not isinstance(found, Reason)), key=lambda found: found[0])
    return Proposal(module.source.path, part.made, _HERE, tier, reason, lambda: _edits(module, part))


def _edits(module: Module, part: _Part) -> Edits | Reason:
    """Those of the list, and of what the annotation of the result says of it."""
    made, returns = part.edits(), part.function.node.returns
    if isinstance(made, Reason) or returns is None:
        return made
    match returns:
        case ast.Subscript(slice=ast.Tuple(elts=parts)) if len(parts) == len(part.returned.elts):
            annotated = streaming(module, Text(module.source.text), parts[part.place])
            return Reason.RETURNED_IN_TUPLE if annotated is None else {**made, module.source.path: [
                *made[module.source.path], *annotated]}  # fmt: skip
    return Reason.RETURNED_IN_TUPLE


def _verdict(program: Program, module: Module, call: ast.Call, part: _Part) -> Verdict | Reason:
    """How certain it is that one caller may take the elements while they are made."""
    statement = module.parent(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    if not isinstance(target, ast.Tuple) or len(target.elts) != len(part.returned.elts):
        return Reason.RETURNED_IN_TUPLE
    name = target.elts[part.place]
    variable = module.variable(name)
    if not isinstance(name, ast.Name) or variable is None or len(variable.bindings) != 1:
        return Reason.LATER_USE
    uses = tuple(variable.references)
    if any(module.function(use) is not module.function(call) for use in uses):
        return Reason.LATER_USE
    assert isinstance(statement, ast.Assign)
    site = life_site(program, module, Life(variable, name, call, uses), uses, statement)
    if isinstance(site, Reason):
        return site
    frame = entered(program, module, call)
    inner = callee_frame(frame, part.function, {v: frame.run(value)[0] for v, value in passed(part.function, call)})
    item, step = part.run(inner)
    others = [other for place, other in enumerate(part.returned.elts) if place != part.place]
    if not all(is_plain(inner.run(other)[0]) and _takes_nothing(inner, other) for other in others):
        return Reason.RETURNED_IN_TUPLE
    besides = site.consumer.besides | outward(inner, inner.effects(others), frozenset())
    site = replace(site, consumer=replace(site.consumer, besides=besides))
    return judged(program, module, site, outward(inner, step, deep(item)), item, Value("list", element=item))


def _takes_nothing(frame: Frame, other: ast.expr) -> bool:
    """Whether something else in the tuple goes through nothing that the list is made of."""
    nodes = list(ast.walk(other))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    sized = all(frame.module.dotted(call.func) == "builtins.len" or _is_of_plain(frame, call) for call in calls)
    return sized and not any(isinstance(node, ast.comprehension | ast.Starred) for node in nodes)


def _is_of_plain(frame: Frame, call: ast.Call) -> bool:
    """Whether it is a method of a text or a number, whose arguments are constants."""
    plain = isinstance(call.func, ast.Attribute) and is_plain(frame.run(call.func.value)[0])
    return plain and not call.keywords and all(isinstance(argument, ast.Constant) for argument in call.args)
