"""A list that a function returns in a tuple: where all callers take that apart and stream it, it is made lazily."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of_uses
from sparsemem.rewrite.edits.annotation import streaming
from sparsemem.rewrite.edits.draft import Text
from sparsemem.rewrite.program.callers import find_callers
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.follow import callee_frame
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import Value, deep, is_plain
from sparsemem.rewrite.proposal import Edits, Proposal, refused, together
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms import local_generator, local_loop
from sparsemem.rewrite.transforms.lazy import Lazy
from sparsemem.source import Function, Module, own_nodes, passed

_HERE = Transform.LOCAL_GENERATOR


@dataclass(frozen=True, slots=True)
class _Part:
    """The list, at a place of the tuple that a function returns at its end."""

    function: Function
    place: int
    returned: ast.Tuple
    lazy: Lazy


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
        lazy = _comprehension(program, function, item) or _loop(program, function, item)
        if lazy is not None:
            return _Part(function, place, last.value, lazy)
    return None


def _comprehension(program: Program, function: Function, item: ast.expr) -> Lazy | None:
    """`return [...], n`, or by a name that is bound right before."""
    module, node, variable = function.module, item, function.module.variable(item)
    match function.node.body[-2:-1]:
        case [ast.Assign(targets=[ast.Name() as target], value=value)] if variable is not None:
            node = value if variable.only is target and variable.references == [item] else item
    if not isinstance(node, ast.ListComp) or local_generator.scope_reason(program, module, node) is not None:
        return None
    return local_generator.lazily(module, node)


def _loop(program: Program, function: Function, item: ast.expr) -> Lazy | None:
    """A list that the statement before fills in a loop."""
    module, variable = function.module, function.module.variable(item)
    local = local_loop.filled_list(module, variable) if variable is not None else None
    if variable is None or local is None or len(local.uses) != 1 or function.node.body[-2] is not local.loop:
        return None
    if local_loop.reason_against(program, module, variable, local) is not None:
        return None
    return local_loop.lazily(module, variable, local)


def _proposed(program: Program, module: Module, part: _Part) -> Proposal:
    callers, path, node = find_callers(program, part.function), module.source.path, part.lazy.node
    verdicts = [_verdict(program, there, call, part) for there, call in callers or ()]
    refusal = next((verdict for verdict in verdicts if isinstance(verdict, Reason)), None)
    if not callers or refusal is not None:
        return refused(path, node, _HERE, refusal or Reason.RETURNED_IN_TUPLE)
    tier, reason = max((found for found in verdicts if not isinstance(found, Reason)), key=lambda found: found[0])
    return Proposal(path, node, _HERE, tier, reason, lambda: _edits(module, part))


def _edits(module: Module, part: _Part) -> Edits:
    """Those of the list, and of what the annotation of the result says of it."""
    text, made = Text(module.source.text), part.lazy.edits(None)
    match part.function.node.returns:
        case None:
            return made
        case ast.Subscript(slice=ast.Tuple(elts=parts)) if len(parts) == len(part.returned.elts):
            annotated = streaming(module, text, parts[part.place], Reason.RETURNED_IN_TUPLE)
            return together((module, [*made[module.source.path], *annotated]))
    raise RefusedError(Reason.RETURNED_IN_TUPLE)


def _verdict(program: Program, module: Module, call: ast.Call, part: _Part) -> Verdict | Reason:
    """How certain it is that one caller may take the elements while they are made."""
    site = _site(program, module, call, part)
    if isinstance(site, Reason):
        return site
    frame = entered(program, module, call)
    inner = callee_frame(frame, part.function, {v: frame.run(value)[0] for v, value in passed(part.function, call)})
    item, step = part.lazy.run(inner)
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
    """Whether something else in the tuple goes through nothing that the list is made of."""
    nodes = list(ast.walk(other))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    sized = all(frame.module.dotted(call.func) == "builtins.len" or _is_of_plain(frame, call) for call in calls)
    return sized and not any(isinstance(node, ast.comprehension | ast.Starred) for node in nodes)


def _is_of_plain(frame: Frame, call: ast.Call) -> bool:
    """Whether it is a method of a text or a number, whose arguments are constants."""
    plain = isinstance(call.func, ast.Attribute) and is_plain(frame.run(call.func.value)[0])
    return plain and not call.keywords and all(isinstance(argument, ast.Constant) for argument in call.args)
