"""The run of a function that a node is in, with what all callers that are known hand in."""

import ast
from dataclasses import replace
from functools import partial

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.bound_values import bound, filled
from sparsemem.rewrite.proof.expressions import evaluate
from sparsemem.rewrite.proof.follow import declared, defaults, fits, functions_of
from sparsemem.rewrite.proof.frame import Arguments, Evaluator, Frame
from sparsemem.rewrite.proof.making import attributes_of, init_calls
from sparsemem.rewrite.proof.statements import perform
from sparsemem.rewrite.proof.value import NEVER, Value, from_outside, is_plain, join
from sparsemem.source import Function, Module, Variable, every_argument, passed

_UNTOLD = frozenset({"any", "record", "data", "code", "lambda"})
"""Kinds of which an object of the project's classes may be."""


def entered(program: Program, module: Module, node: ast.AST) -> Frame:
    """A new run of the function around a node, or of the module's top level."""
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) or module.tree
    frame = Frame(program, _EVALUATOR, (module, around))
    if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
        frame.arguments = _handed_in(frame, Function(module, around))
    return frame


_EVALUATOR = Evaluator(evaluate, perform, bound, filled, entered)


def _handed_in(frame: Frame, function: Function) -> Arguments:
    find = lambda: declared(function) | _by_callers(frame, function)  # noqa: E731 - asked once
    if function.node.name != "__init__":
        return frame.program.once("handed in", function.node, Arguments(), find)
    # What objects are made of may be taken from other objects of the class.
    every = map(function.module.variable, every_argument(function.node.args))
    lowest = {variable: NEVER for variable in every if variable is not None} | declared(function)
    return frame.program.risen("handed in", function.node, lowest, declared(function), find)


def _by_callers(frame: Frame, function: Function) -> Arguments:
    """The parameters, joined over all calls; nothing where there may be others, or one does not say what it hands."""
    every = list[Arguments]()
    program, is_init = frame.program, function.node.name == "__init__"
    calls = program.callers(function, partial(_by_object, program)) if not is_init else init_calls(program, function)
    for module, call in calls:
        if not fits(function, call, is_init):
            return {}
        if _never_runs(program, module, call):
            continue
        caller, given = entered(program, module, call), passed(function, call, is_init)
        every.append(defaults(caller, function) | {v: _handed(v, value, caller) for v, value in given})
    common = set(every[0]).intersection(*every) if every else ()
    return {variable: join(given[variable] for given in every) for variable in common}


def _by_object(program: Program, module: Module, call: ast.Call) -> list[Function] | None:
    """The methods of which a call runs one, by the class of its object; None where that is not known."""
    frame = entered(program, module, call)
    kind = frame.run(call.func.value)[0].kind if isinstance(call.func, ast.Attribute) else "any"
    return (functions_of(frame, call) or None) if kind in _UNTOLD else []


def _never_runs(program: Program, module: Module, call: ast.Call) -> bool:
    """Whether it makes the list that a function returns which nobody calls any more: all call the generator."""
    around, by = module.function(call), module.parent(module.parent(call) or call)
    if around is None or not isinstance(by, ast.Return) or by not in around.body[:2] or not program.closed:
        return False
    twin = getattr(call.func, "attr", getattr(call.func, "id", ""))
    same = twin.startswith("_") and twin.endswith(around.name.lstrip("_"))
    return same and attributes_of(program).names_are_seen and not program.is_mentioned(around.name)


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
    value = from_outside(made := caller.run(argument)[0])
    kept = made.roots or is_plain(made) or isinstance(argument, ast.Name)
    return value if kept else replace(value, roots=frozenset({variable}))
