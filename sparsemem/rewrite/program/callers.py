"""Every call of a function, where all that may call it is seen."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.program.handlers import is_special
from sparsemem.rewrite.program.program import Program, is_program
from sparsemem.source import Function, Module, given_class, is_bound_once, super_class

Calls = list[tuple[Module, ast.Call]]


def find_callers(program: Program, function: Function) -> Calls | None:
    """Every call of a function, or None where others may call it that are not seen."""
    if _is_open(program, function) or function.is_decorated:
        return None
    if function.node.name == "__init__" and function.owner is not None and is_bound_once(function):
        return _creations(program, function, function.owner)
    if program.is_replaced(function):
        return None
    name = function.node.name
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
            if _is(function, called):
                found.append((module, call))
    return found or None


def _creations(program: Program, function: Function, owner: str) -> Calls | None:
    """Every call of a class, or of an heir; None where it is used otherwise."""
    inheritance, heirs = program.inheritance, program.names.heirs(owner)
    named = {full.rpartition(".")[2]: full for full in (owner, *heirs)}
    if any(name in facts.mentioned for facts in program.facts.values() for name in named):
        return None
    found = []
    for path, facts in program.facts.items():
        module = program.modules[path]
        made = [(call, full) for last, full in named.items() for call in facts.calls.get(last, ())]
        if any(module.dotted(call.func) != full for call, full in made):
            return None
        found += [(module, call) for call, full in made if _is(function, inheritance.inherited(full, "__init__"))]
        for call in _made_by_class(module):
            given = given_class(module, call)
            if given is None or (given != owner and (given in heirs or owner in program.names.heirs(given))):
                return None
            if given == owner and program.made_class(module, call) is None:
                return None
            found += [(module, call)] if given == owner else []
        for call in facts.calls.get("__init__", ()):
            around, above = super_class(module, call), inheritance.above(module, call)
            if around is None or (above is None and around in heirs):
                return None
            found += [(module, call)] if _is(function, above) else []
    return found or None


def _made_by_class(module: Module) -> Iterator[ast.Call]:
    """The calls of a class that has another name there: `cls(...)`, `type(self)(...)`, `self.__class__(...)`."""
    for call in module.all(ast.Call):
        match call.func:
            case ast.Call(func=ast.Name(id="type")) | ast.Attribute(attr="__class__"):
                yield call
            case ast.Name() if given_class(module, call) is not None:
                yield call


def _is_open(program: Program, function: Function) -> bool:
    """Whether code that was not given may call it: a public name of a module that others may import."""
    name = (function.owner or "").rpartition(".")[2] if is_special(function.node) else function.node.name
    if program.closed or name.startswith("_") or function.module.function(function.node):
        return False
    return not is_program(function.module)


def _is(function: Function, other: Function | None) -> bool:
    return other is not None and other.node is function.node
