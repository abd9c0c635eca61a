"""Functions, classes and generators that are made within a piece of code, and show its name wherever they get to."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.source import Module, tables

_HEAPS = frozenset({"heapq.merge", "heapq.nlargest", "heapq.nsmallest"})
_KEYED = tables.EXTREMES | _HEAPS | {"builtins.sorted", "itertools.groupby"}
_TAKING = (tables.STREAMS | tables.KEEPS | tables.DRAINS_PARTLY) - {"numpy.array"}
"""Functions that take the elements of their first argument."""
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


def _is_spent(program: Program, module: Module, made: ast.AST) -> bool:
    """Whether it is called or gone through where it stands, and gets nowhere else."""
    parent = module.parent(made)
    match parent:
        case ast.For() | ast.comprehension():
            return parent.iter is made
        case ast.keyword(arg="key") if isinstance(call := module.parent(parent), ast.Call):
            return module.dotted(call.func) in _KEYED or _is_method(program, call)
        case ast.Call(func=func):
            return func is made or _is_taken(program, module, parent, made)
    return isinstance(parent, ast.YieldFrom | ast.Starred)


def _is_taken(program: Program, module: Module, call: ast.Call, made: ast.AST) -> bool:
    """Whether a function calls what it is handed, or takes its elements, and does no more with it."""
    name, place = module.dotted(call.func), call.args.index(made) if made in call.args else -1
    if name in tables.WRAPPERS:
        return place >= 0 and name != "builtins.iter"
    taken = name in _TAKING or _is_method(program, call)
    return (taken and place == 0) or known.CALLED.get(name or "") == place


def _is_method(program: Program, call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in _METHODS and not program.inheritance.methods_named(name)
