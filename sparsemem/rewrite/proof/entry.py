"""The run of a function that a node is in, with what all callers that are known hand in."""

import ast
from dataclasses import replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.bound_values import bound, filled
from sparsemem.rewrite.proof.effects import DATABASE, FILES, NOTHING, Effects, name_of
from sparsemem.rewrite.proof.expressions import evaluate
from sparsemem.rewrite.proof.follow import declared, fits, functions_of
from sparsemem.rewrite.proof.frame import Arguments, Evaluator, Frame
from sparsemem.rewrite.proof.statements import perform
from sparsemem.rewrite.proof.value import ANY, Value, is_plain, join, with_parts
from sparsemem.source import Function, Module, Variable, passed


def entered(program: Program, module: Module, node: ast.AST) -> Frame:
    """A new run of the function around a node, or of the module's top level."""
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) or module.tree
    frame = Frame(program, _EVALUATOR, (module, around))
    if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
        frame.arguments = _handed_in(frame, Function(module, around))
    return frame


_EVALUATOR = Evaluator(evaluate, perform, bound, filled)


def _handed_in(frame: Frame, function: Function) -> Arguments:
    find = lambda: declared(function) | _by_callers(frame, function)  # noqa: E731 - asked once
    return frame.program.once("handed in", function.node, Arguments(), find)


def _by_callers(frame: Frame, function: Function) -> Arguments:
    """The parameters, joined over all calls; nothing where there may be others, or one does not say what it hands."""
    every = list[Arguments]()
    for module, call in frame.program.callers(function):
        if not fits(function, call):
            return {}
        caller, given = entered(frame.program, module, call), passed(function, call)
        every.append({variable: _handed(variable, value, caller) for variable, value in given})
    # Of a call that does not give it, a parameter has its default.
    common = set(every[0]).intersection(*every) if every else ()
    return {variable: join(given[variable] for given in every) for variable in common}


def function_of(program: Program, module: Module, call: ast.Call) -> Function | None:
    """The only function that a call certainly runs, by its name or by the class of the object."""
    function = program.callee(module, call)
    if function is not None or not isinstance(call.func, ast.Attribute):
        return function
    known = program.inheritance.methods_named(call.func.attr)
    found = functions_of(entered(program, module, call), call) if known else []
    return found[0] if len(found) == 1 else None


def _handed(variable: Variable, argument: ast.expr, caller: Frame) -> Value:
    """An argument as the function sees it: what is made in the call is held by the parameter alone."""
    value = _from_outside(made := caller.run(argument)[0])
    kept = made.roots or is_plain(made) or isinstance(argument, ast.Name)
    return value if kept else replace(value, roots=frozenset({variable}))


def _from_outside(value: Value) -> Value:
    """A value as it is seen in a run that it is handed to: others may hold it as well."""
    if is_plain(value):
        return value
    return replace(with_parts(value, _from_outside), roots=ANY.roots, step=_step(value.step))


def _step(step: Effects) -> Effects:
    """What a handed iterator does, whose names are those of another run."""
    apart = frozenset({DATABASE, FILES})
    return replace(
        step,
        reads=(step.reads & apart) | (ANY.roots if step.reads - apart else NOTHING),
        writes=ANY.roots if step.writes else NOTHING,
        looks=frozenset(n for root in step.looks if (n := name_of(root)) is not None and n.scope.kind == "module"),
    )
