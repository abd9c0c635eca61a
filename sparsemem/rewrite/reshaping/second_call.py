"""A result that is passed over several times: what makes it is called for each pass, where that leaves no trace."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.edits.imports import drop_import
from sparsemem.rewrite.edits.pages import Draft, Page
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.producers.recognition import producer_of
from sparsemem.rewrite.program.callers import Calls, find_callers
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.reshaping.offer import offered
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transforms.calls import elements
from sparsemem.source import Function, Module, lives, passed, repeats, yields

_KIND = (Transform.SECOND_CALL, Reason.COMPUTED_TWICE)
_STEADY = ast.Call | ast.Attribute | ast.Constant | ast.keyword | ast.expr_context | ast.List | ast.Tuple | ast.Dict
_MOST = 4
"""Passes, of which each runs the producer."""


@dataclass(frozen=True, slots=True)
class _Passes:
    """Where a value that a call makes is passed over, and the statement that then goes."""

    made: ast.expr
    """The call, or the parameter that a caller hands it in by."""
    statement: ast.Assign
    uses: tuple[ast.Name, ...]


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """`rows = f()` or `rows = list(f())` that is passed over several times, and `tee(f())`."""
    for call in module.all(ast.Call):
        passes = _passes(module, call)
        if passes is None or not 1 < len(passes.uses) <= _MOST or not _are_passes(program, module, passes):
            continue
        if isinstance(passes.made, ast.Call) and _can_run_again(program, module, passes.made):
            yield offered(module, passes.made, _KIND, _edit, passes)
        given = _given(program, module, passes.made) if isinstance(passes.made, ast.Name) else []
        if given and all(_can_run_again(program, there, argument) for there, argument in given):
            edit = lambda draft, passes=passes, given=given: _edit_callers(draft, module, passes, given)  # noqa: E731
            yield Proposal(module.source.path, passes.statement, _KIND[0], Tier.T3, _KIND[1], edit)


def _passes(module: Module, call: ast.Call) -> _Passes | None:
    """`a, b = tee(f())`, `rows = f()`, `rows = list(f())`, and `rows = list(rows)` of a parameter."""
    made = call.args[0] if module.dotted(call.func) in ("builtins.list", "itertools.tee") and call.args else call
    match module.parent(call):
        case ast.Assign(targets=[ast.Tuple(elts=names)]) as parent if module.dotted(call.func) == "itertools.tee":
            found = [variable for name in names if (variable := module.variable(name)) is not None]
            once = all(len(one.bindings) == len(one.references) == 1 for one in found) and len(found) == len(names)
            return _Passes(made, parent, tuple(one.references[0] for one in found)) if once else None
        case ast.Assign(targets=[ast.Name() as target]) as parent:
            variable = module.variable(target)
            if variable is None:
                return None
            if isinstance(made, ast.Name) and module.variable(made) is variable:
                return _Passes(made, parent, tuple(use for use in variable.references if use is not made))
            life = next((life for life in lives(module, variable) if life.value is call), None)
            return _Passes(made, parent, life.uses) if life and isinstance(made, ast.Call) else None
    return None


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
    frame, producer = entered(program, module, call), producer_of(program, function)
    if yields(function.node):
        step = frame.run(call)[0].step
    elif isinstance(producer, Producer):
        step = elements(frame, call, producer)[1]
    else:
        return False
    return not step.writes and not step.unknown and not step.binds


def _is_steady(module: Module, part: ast.AST) -> bool:
    """Whether a part of the arguments is a name that is bound once, an attribute, a constant or made of such."""
    variable = module.variable(part)
    return isinstance(part, _STEADY | ast.Name) and (variable is None or len(variable.bindings) == 1)


def _given(program: Program, module: Module, name: ast.Name) -> Calls:
    """What all callers give for a parameter, where that is the result of a call: they could give what makes it."""
    around, variable = module.function(name), module.variable(name)
    if not isinstance(around, ast.FunctionDef) or variable is None or len(variable.bindings) != 2:
        return []
    function, parameter = (
        Function(module, around),
        next((b for b in variable.bindings if isinstance(b, ast.arg)), None),
    )
    if parameter is None or parameter.annotation is not None or around.args.defaults:
        return []
    calls = find_callers(program, function) or []
    given = [(there, v) for there, call in calls for found, v in passed(function, call) if found is variable]
    made = [(there, value) for there, value in given if isinstance(value, ast.Call)]
    return made if len(made) == len(calls) else []


def _edit(page: Page, passes: _Passes, new: str = "") -> None:
    new = new or page.of(passes.made)
    for use in passes.uses:
        page.replace(use, new)
    if isinstance(passes.statement.value, ast.Call):
        drop_import(page, passes.statement.value.func)
    page.remove(passes.statement)


def _edit_callers(draft: Draft, module: Module, passes: _Passes, given: Calls) -> None:
    _edit(draft.page(module), passes, f"{passes.uses[0].id}()")
    for there, argument in given:
        draft.page(there).wrap(argument, "lambda: ", "")
