"""Functions, classes and generators that are made within a piece of code, and show its name wherever they get to."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.source import Module, Variable, parameter, tables, yields

_SECOND = frozenset({"functools.reduce", "heapq.nlargest", "heapq.nsmallest"})
_KEYED = tables.EXTREMES | _SECOND | {"builtins.sorted", "itertools.groupby", "heapq.merge"}
_TAKING = (tables.STREAMS | tables.KEEPS | tables.DRAINS_PARTLY) - {"numpy.array"}
"""Functions that take the elements of their first argument, or of their second as well."""
_METHODS = tables.STREAM_METHODS | tables.KEEP_METHODS | {"sort", "sub", "subn"}
_LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
_MADE = ast.Lambda | ast.GeneratorExp | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def is_named(program: Program, module: Module, code: ast.AST) -> bool:
    """Whether something that is made in the code may get out of it, or a log shows which function the code is in.

    What gets out shows where it was made, and reads the names there as they are by then.
    """
    nodes = [node for node in ast.walk(code) if node is not code]
    if any(isinstance(node, _MADE) and not _is_spent(program, module, node) for node in nodes):
        return True
    logs = any(isinstance(node, ast.Attribute) and node.attr in _LOGGING for node in nodes)
    return logs and any("funcName" in other.source.text for other in program.modules.values())


def _is_spent(program: Program, module: Module, made: ast.AST, depth: int = 3) -> bool:
    """Whether it is called or gone through where it stands, or where its name does, and gets nowhere else."""
    parent = module.parent(made)
    if isinstance(made, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        variable = module.scope_of(parent or made).variables.get(made.name)
        plain = isinstance(made, ast.FunctionDef) and not made.decorator_list
        return plain and _are_spent(program, module, variable, depth, yields(made))
    match parent:
        case ast.For() | ast.comprehension():
            return parent.iter is made
        case ast.Assign(targets=[ast.Name() as target]):
            return _are_spent(program, module, module.variable(target), depth)
        case ast.keyword(arg="key") if isinstance(call := module.parent(parent), ast.Call):
            return module.dotted(call.func) in _KEYED or _is_method(program, call)
        case ast.Call(func=func):
            return func is made or _is_taken(program, module, parent, made, depth)
    return isinstance(parent, ast.YieldFrom | ast.Starred)


def _are_spent(program: Program, module: Module, variable: Variable | None, depth: int, called: bool = False) -> bool:
    """Whether a local name is bound once, and all that read it call it or go through it; `called`: its results."""
    if variable is None or variable.only is None or variable.scope.kind != "function":
        return False
    if not called:
        return all(_is_spent(program, module, use, depth) for use in variable.references)
    calls = [(use, module.parent(use)) for use in variable.references]
    return all(isinstance(c, ast.Call) and c.func is use and _is_spent(program, module, c, depth) for use, c in calls)


def _is_taken(program: Program, module: Module, call: ast.Call, made: ast.AST, depth: int) -> bool:
    """Whether a function calls what it is handed, or takes its elements, and does no more with it."""
    callee, name = program.callee(module, call), module.dotted(call.func)
    if callee is not None:
        bound = parameter(callee, call, made) if isinstance(made, ast.expr) and depth else None
        looks = looks_at_names(program, callee.module, callee.node)
        return not looks and _are_spent(program, callee.module, bound, depth - 1)
    place = call.args.index(made) if made in call.args else -1
    if name in tables.WRAPPERS:
        return place >= 0 and name != "builtins.iter"
    by_name = name in _TAKING and (place == 0 or (place == 1 and name in _SECOND))
    return by_name or known.CALLED.get(name or "") == place or (place == 0 and _is_method(program, call))


def _is_method(program: Program, call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in _METHODS and not program.inheritance.methods_named(name)
