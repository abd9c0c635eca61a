"""A result that is passed over several times: what makes it is called for each pass, where that leaves no trace."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.imports import without_import
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.producers.recognition import producer_of
from sparsemem.rewrite.program.callers import find_callers
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proposal import Edits, Proposal, together
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.reshaping.offer import offered, replaced
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.lazy_twin import elements
from sparsemem.source import Function, Life, Module, Variable, lives, passed, repeats, yields

_KIND = (Transform.SECOND_CALL, Reason.COMPUTED_TWICE)
_STEADY = ast.Call | ast.Attribute | ast.Constant | ast.keyword | ast.expr_context | ast.List | ast.Tuple | ast.Dict
_MOST = 4
"""Passes, of which each runs the producer."""


@dataclass(frozen=True, slots=True)
class _Passes:
    """Where a value that a call makes is passed over, and the statement that then goes."""

    made: ast.expr
    """The call, or the parameter that a caller hands it in by."""
    statement: ast.stmt
    uses: tuple[ast.Name, ...]
    forgotten: ast.expr | None = None
    """What is not imported any more."""


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """`rows = f()` or `rows = list(f())` that is passed over several times, and `tee(f())`."""
    for call in module.all(ast.Call):
        passes = _teed(module, call) or _listed(module, call)
        if passes is None or not 1 < len(passes.uses) <= _MOST or not _are_passes(program, module, passes):
            continue
        if isinstance(passes.made, ast.Call) and _can_run_again(program, module, passes.made):
            yield offered(module, passes.made, _KIND, _edits, passes)
        elif isinstance(passes.made, ast.Name):
            yield from _handed_in(program, module, passes, passes.made)


def _edits(module: Module, text: Text, passes: _Passes, new: str = "") -> list[Edit]:
    uses = replaced(text, passes.uses, new or text.of(passes.made))
    forgotten = without_import(module, text, passes.forgotten) if passes.forgotten else []
    return [*uses, *forgotten, text.removed(passes.statement)]


def _teed(module: Module, call: ast.Call) -> _Passes | None:
    """`a, b = tee(f())`, each of which is passed over once."""
    parent = module.parent(call)
    if module.dotted(call.func) != "itertools.tee" or not call.args or not isinstance(parent, ast.Assign):
        return None
    target = parent.targets[0]
    if len(parent.targets) > 1 or not isinstance(target, ast.Tuple):
        return None
    names = [module.variable(element) for element in target.elts]
    if any(name is None or len(name.bindings) != 1 or len(name.references) != 1 for name in names):
        return None
    return _Passes(call.args[0], parent, tuple(name.references[0] for name in names if name), call.func)


def _listed(module: Module, call: ast.Call) -> _Passes | None:
    """`rows = f()`, `rows = list(f())`, and `rows = list(rows)` of a parameter."""
    parent = module.parent(call)
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1:
        return None
    target = parent.targets[0]
    variable = module.variable(target)
    is_list = module.dotted(call.func) == "builtins.list" and len(call.args) == 1 and not call.keywords
    made = call.args[0] if is_list else call
    if variable is None or not isinstance(target, ast.Name):
        return None
    if is_list and isinstance(made, ast.Name) and module.variable(made) is variable:
        return _Passes(made, parent, tuple(use for use in variable.references if use is not made))
    life: Life | None = next((life for life in lives(module, variable) if life.value is call), None)
    return _Passes(made, parent, life.uses) if life and isinstance(made, ast.Call) else None


def _are_passes(program: Program, module: Module, passes: _Passes) -> bool:
    """Whether each use takes the elements one by one, once."""
    return not any(
        isinstance(consumer_of(program, module, use), Reason) or repeats(module, passes.statement, use)
        for use in passes.uses
    )


def _can_run_again(program: Program, module: Module, call: ast.Call) -> bool:
    """Whether a call of a producer can be repeated later: the same arguments, and nothing is changed by it."""
    function = program.callee(module, call)
    if function is None or not all(_is_steady(module, part) for part in ast.walk(call) if part is not call.func):
        return False
    frame = entered(program, module, call)
    if yields(function.node):
        step = frame.run(call)[0].step
    else:
        producer = producer_of(program, function)
        if not isinstance(producer, Producer):
            return False
        step = elements(frame, call, function, producer)[1]
    return not step.writes and not step.unknown and not step.binds


def _is_steady(module: Module, part: ast.AST) -> bool:
    """Whether a part of the arguments is a name that is bound once, an attribute, a constant or made of such."""
    if isinstance(part, ast.Name):
        variable = module.variable(part)
        return variable is None or len(variable.bindings) == 1
    return isinstance(part, _STEADY)


def _handed_in(program: Program, module: Module, passes: _Passes, name: ast.Name) -> Iterator[Proposal]:
    """The parameter of a function that all callers give the result of a call: they give what makes it instead."""
    around, variable = module.function(name), module.variable(name)
    if not isinstance(around, ast.FunctionDef) or variable is None or len(variable.bindings) != 2:
        return
    parameter = next((b for b in variable.bindings if isinstance(b, ast.arg)), None)
    if parameter is None or parameter.annotation is not None or around.args.defaults:
        return
    calls = find_callers(program, Function(module, around)) or []
    given = [(there, _argument(Function(module, around), call, variable)) for there, call in calls]
    if given and all(isinstance(a, ast.Call) and _can_run_again(program, there, a) for there, a in given):
        yield _offered_by_callers(module, passes, [(there, a) for there, a in given if a is not None])


def _argument(function: Function, call: ast.Call, variable: Variable) -> ast.expr | None:
    return next((value for found, value in passed(function, call) if found is variable), None)


def _offered_by_callers(module: Module, passes: _Passes, given: list[tuple[Module, ast.expr]]) -> Proposal:
    def made() -> Edits:
        inside = _edits(module, Text(module.source.text), passes, f"{passes.uses[0].id}()")
        starts = [(there, Text(there.source.text).span(argument)[0]) for there, argument in given]
        return together((module, inside), *((there, [Edit(start, start, "lambda: ")]) for there, start in starts))

    return Proposal(module.source.path, passes.statement, _KIND[0], Tier.T3, _KIND[1], made)
