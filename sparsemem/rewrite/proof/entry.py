"""The run of a function that a node is in, with what all callers that are known hand in."""

import ast
from dataclasses import replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.bound_values import bound, filled
from sparsemem.rewrite.proof.effects import DATABASE, FILES, OUTER, Effects, Roots, name_of
from sparsemem.rewrite.proof.expressions import evaluate
from sparsemem.rewrite.proof.follow import default_values, fits
from sparsemem.rewrite.proof.frame import Arguments, Evaluator, Frame
from sparsemem.rewrite.proof.known_parameters import declared
from sparsemem.rewrite.proof.statements import perform
from sparsemem.rewrite.proof.value import Value, is_plain, join
from sparsemem.source.function import Function, passed
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_APART: Roots = frozenset({DATABASE, FILES})


def entered(program: Program, module: Module, node: ast.AST) -> Frame:
    """A new run of the function around a node, or of the module's top level."""
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) or module.tree
    frame = Frame(program, EVALUATOR, (module, around))
    if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
        frame.arguments = _handed_in(frame, Function(module, around))
    return frame


EVALUATOR = Evaluator(evaluate, perform, bound, filled, entered)


def _handed_in(frame: Frame, function: Function) -> Arguments:
    known: dict[object, Arguments] = frame.program.known_arguments
    if function.node not in known:
        known[function.node] = {}  # of a function that calls itself
        known[function.node] = declared(function) | _by_callers(frame, function)
    return known[function.node]


def _by_callers(frame: Frame, function: Function) -> Arguments:
    """The parameters, joined over all calls; nothing where there may be others, or one does not say what it hands."""
    calls = frame.program.callers(function)
    found: Arguments = {}
    for module, call in calls or ():
        if _is_never_run(frame.program, module, call):
            continue
        given = passed(function, call, is_bound=function.node.name == "__init__")
        if not fits(function, call, {variable.name for variable, _ in given}):
            return {}
        caller = entered(frame.program, module, call)
        values = default_values(frame, function) | {v: _handed(v, value, caller) for v, value in given}
        for variable, value in values.items():
            found[variable] = join([found[variable], value]) if variable in found else value
    return found


def _is_never_run(program: Program, module: Module, call: ast.Call) -> bool:
    """Whether the call stands in a function that nothing calls: what is left of one whose calls were switched."""
    around = module.function(call)
    return program.closed and around is not None and around.name[:1] != "_" and not program.is_mentioned(around.name)


def _handed(variable: Variable, argument: ast.expr, caller: Frame) -> Value:
    """An argument as the function sees it: what is made in the call is held by the parameter alone."""
    value = caller.run(argument)[0]
    if value.roots or is_plain(value) or isinstance(argument, ast.Name):
        return from_outside(value)
    return replace(from_outside(value), roots=frozenset({variable}))


def from_outside(value: Value) -> Value:
    """A value as it is seen in a run that it is handed to: others may hold it as well."""
    if is_plain(value):
        return value
    return replace(
        value,
        roots=frozenset({OUTER}),
        element=value.element and from_outside(value.element),
        key=value.key and from_outside(value.key),
        parts=value.parts and tuple((key, from_outside(part)) for key, part in value.parts),
        step=_step(value.step),
    )


def _step(step: Effects) -> Effects:
    """What a handed iterator does, whose names are those of another run."""
    elsewhere = frozenset({OUTER})
    names = frozenset(n for root in step.looks if (n := name_of(root)) is not None and n.scope.kind == "module")
    return replace(
        step,
        reads=(step.reads & _APART) | (elsewhere if step.reads - _APART else frozenset()),
        writes=elsewhere if step.writes else step.writes,
        looks=names,
    )
