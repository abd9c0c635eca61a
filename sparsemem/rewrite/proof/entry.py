"""The run of a function that a node is in, with what all callers that are known hand in."""

import ast
from dataclasses import replace

from sparsemem.rewrite.program.callers import find_callers
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.annotated import declared
from sparsemem.rewrite.proof.bound_values import bound, filled
from sparsemem.rewrite.proof.expressions import evaluate
from sparsemem.rewrite.proof.follow import default_values, fits, functions_of
from sparsemem.rewrite.proof.frame import Arguments, Evaluator, Frame
from sparsemem.rewrite.proof.outward import from_outside
from sparsemem.rewrite.proof.statements import perform
from sparsemem.rewrite.proof.value import Value, is_plain, join
from sparsemem.source import Function, Module, Variable, passed


def entered(program: Program, module: Module, node: ast.AST) -> Frame:
    """A new run of the function around a node, or of the module's top level."""
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) or module.tree
    frame = Frame(program, EVALUATOR, (module, around))
    if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
        frame.arguments = _handed_in(frame, Function(module, around))
    return frame


EVALUATOR = Evaluator(evaluate, perform, bound, filled, entered)


def _handed_in(frame: Frame, function: Function) -> Arguments:
    def find() -> Arguments:
        frame.program.waiting.append(function.node)
        found = declared(function) | _by_callers(frame, function)
        frame.program.waiting.pop()
        return found

    none: Arguments = {}  # of a function that calls itself
    return frame.program.once("handed in", function.node, none, find)


def _by_callers(frame: Frame, function: Function) -> Arguments:
    """The parameters, joined over all calls; nothing where there may be others, or one does not say what it hands."""
    calls = find_callers(frame.program, function)
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


def function_of(program: Program, module: Module, call: ast.Call) -> Function | None:
    """The only function that a call certainly runs, by its name or by the class of the object."""
    function = program.callee(module, call)
    if (
        function is not None
        or not isinstance(call.func, ast.Attribute)
        or not program.inheritance.methods_named(call.func.attr)
    ):
        return function
    found = functions_of(_shared(program, module, call), call)
    return found[0] if len(found) == 1 else None


def _shared(program: Program, module: Module, node: ast.AST) -> Frame:
    """One run for all that is only asked for its values."""
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) or module.tree
    known: dict[ast.AST, Frame] = program.known_frames
    if around in known:
        return known[around]
    frame = entered(program, module, node)
    if not program.waiting:  # else what is handed in may not be known yet
        known[around] = frame
    return frame


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
