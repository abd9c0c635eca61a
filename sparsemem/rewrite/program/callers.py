"""Every call of a function, where all that may call it is seen."""

import ast

from sparsemem.rewrite.program.handlers import is_special
from sparsemem.rewrite.program.program import Program, is_program
from sparsemem.source import Function, Module

Calls = list[tuple[Module, ast.Call]]


def find_callers(program: Program, function: Function) -> Calls | None:
    """Every call of a function, or None where others may call it that are not seen."""
    name = function.node.name
    if is_special(function.node) or function.is_decorated or program.is_replaced(function):
        return None
    if _is_open(program, function):
        return None
    method = function.module.owner_class(function.node) is not None
    for facts in program.facts.values():
        if name in facts.mentioned or (method and name in facts.attributes):
            return None
    found = []
    for path, facts in program.facts.items():
        for call in facts.calls.get(name, ()):
            module = program.modules[path]
            called = program.callee(module, call)
            if called is None and (method or module.dotted(call.func) is not None):
                return None
            if called is not None and called.node is function.node:
                found.append((module, call))
    return found or None


def _is_open(program: Program, function: Function) -> bool:
    """Whether code that was not given may call it: a public name of a module that others may import."""
    inner = function.node.name.startswith("_") or function.module.function(function.node)
    return not (program.closed or inner or is_program(function.module))
