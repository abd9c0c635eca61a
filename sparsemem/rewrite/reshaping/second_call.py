"""A result that is passed over several times: what makes it is called for each pass, where that leaves no trace."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.edits.draft import Draft
from sparsemem.rewrite.edits.imports import drop_import
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.producers.recognition import producer_of
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, Tier
from sparsemem.rewrite.transforms.calls import elements
from sparsemem.source import Function, Module, lives, passed, repeats, yields

_STEADY = ast.Call | ast.Attribute | ast.Constant | ast.keyword | ast.expr_context | ast.List | ast.Tuple | ast.Dict
_KIND = Transform.SECOND_CALL, Tier.T3, Reason.COMPUTED_TWICE
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
        given = _given(program, module, passes.made)
        if given and all(_can_run_again(program, there, argument) for there, argument in given):
            edits = partial(_edit, module, passes, given)
            yield Proposal(module.source.path, passes.made, *_KIND, edits)


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
    repeated = any(repeats(module, passes.statement, use) for use in passes.uses)
    return not repeated and not any(isinstance(consumer_of(program, module, use), Reason) for use in passes.uses)


def _can_run_again(program: Program, module: Module, call: ast.Call) -> bool:
    """Whether a call of a producer can be repeated later: the same arguments, and nothing is changed by it."""
    function = program.callee(module, call)
    if function is None or not all(_is_steady(module, part) for part in ast.walk(call) if part is not call.func):
        return False
    frame, producer = entered(program, module, call), producer_of(program, function)
    if not yields(function.node) and not isinstance(producer, Producer):
        return False
    step = elements(frame, call, producer)[1] if isinstance(producer, Producer) else frame.run(call)[0].step
    return not step.writes and not step.unknown and not step.binds


def _is_steady(module: Module, part: ast.AST) -> bool:
    """Whether a part of the arguments is a name that is bound once, an attribute, a constant or made of such."""
    variable = module.variable(part)
    return isinstance(part, _STEADY | ast.Name) and (variable is None or len(variable.bindings) == 1)


def _given(program: Program, module: Module, made: ast.expr) -> list[tuple[Module, ast.Call]]:
    """The call; of a parameter those that all callers hand in: they could give what makes it."""
    around, variable = module.function(made), module.variable(made)
    if isinstance(made, ast.Call):
        return [(module, made)]
    if not isinstance(around, ast.FunctionDef) or variable is None or len(variable.bindings) != 2:
        return []
    argument = next((binding for binding in variable.bindings if isinstance(binding, ast.arg)), None)
    if argument is None or argument.annotation is not None or around.args.defaults:
        return []
    function = Function(module, around)
    calls = program.callers(function)
    given = [(there, v) for there, call in calls for found, v in passed(function, call) if found is variable]
    made_there = [(there, value) for there, value in given if isinstance(value, ast.Call)]
    return made_there if len(made_there) == len(calls) else []


def _edit(module: Module, passes: _Passes, given: list[tuple[Module, ast.Call]], draft: Draft) -> None:
    page, handed = draft.page(module), isinstance(passes.made, ast.Name)
    for use in passes.uses:
        page.replace(use, f"{use.id}()" if handed else page.of(passes.made))
    if isinstance(passes.statement.value, ast.Call):
        drop_import(page, passes.statement.value.func)
    page.remove(passes.statement)
    for there, argument in given if handed else ():
        draft.page(there).wrap(argument, "lambda: ", "")
