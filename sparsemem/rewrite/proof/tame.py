"""Containers that only this function can reach: escape analysis of local names."""

import ast
from collections.abc import Iterable

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known_functions, known_methods
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source.flow import loops, place
from sparsemem.source.function import parameter
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_DEPTH = 4
_TAME_METHODS = known_methods.READING | known_methods.ADDING | known_methods.TAKING | known_methods.MERGING | {
    "setdefault", "read", "readline", "readlines", "write", "writelines", "close", "seek", "tell"
}  # fmt: skip
_LATER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def is_tame(program: Program, module: Module, variable: Variable, depth: int = _DEPTH) -> bool:
    """Whether every use of a local container is known: read, or filled by its own name, and held nowhere else."""
    if looks_at_names(program, module, _home(variable)):
        return False
    return all(is_tame_use(program, module, use, variable, depth) for use in variable.references)


def _home(variable: Variable) -> ast.AST:
    scope = variable.scope
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope.node


def is_tame_use(program: Program, module: Module, use: ast.Name, variable: Variable, depth: int = _DEPTH) -> bool:
    """Whether one use leaves the container where it is, and changes it by its own name if at all."""
    if _is_later(module, use, variable):
        return False
    parent = module.parent(use)
    match parent:
        case ast.For() | ast.comprehension() | ast.Compare() | ast.FormattedValue() | ast.Return():
            return True
        case ast.Expr() | ast.Starred() | ast.BinOp() | ast.Assert() | ast.UnaryOp() | ast.YieldFrom():
            return True
        case ast.If() | ast.While() | ast.IfExp():
            return parent.test is use
        case ast.Dict():
            return all(value is not use or key is None for key, value in zip(parent.keys, parent.values, strict=True))
        case ast.Subscript():
            return parent.value is use
        case ast.AugAssign():
            return parent.value is use
        case ast.Attribute():
            call = module.parent(parent)
            return isinstance(call, ast.Call) and call.func is parent and parent.attr in _TAME_METHODS
        case ast.Call():
            return parent.func is not use and _is_tame_argument(program, module, parent, use, depth)
    return False


def _is_tame_argument(program: Program, module: Module, call: ast.Call, use: ast.Name, depth: int) -> bool:
    name = module.dotted(call.func)
    if name in known_functions.READERS or (name and known_functions.is_pure(name)):
        return True
    if isinstance(call.func, ast.Attribute) and call.func.attr in known_methods.MERGING | {
        "join",
        "writelines",
        "writerows",
    }:
        return True
    callee = program.callee(module, call)
    if callee is None or not depth or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    bound = parameter(callee, call, use)
    if bound is None or len(bound.bindings) != 1:
        return False
    returned = any(isinstance(callee.module.parent(inner), ast.Return) for inner in bound.references)
    return not returned and is_tame(program, callee.module, bound, depth - 1)


def _is_later(module: Module, use: ast.AST, variable: Variable) -> bool:
    home = _home(variable)
    for around in module.ancestors(use):
        if around is home:
            return False
        if isinstance(around, _LATER):
            return True
    return not isinstance(home, ast.Module)


def is_renewed(program: Program, module: Module, variable: Variable, bindings: Iterable[ast.AST]) -> bool:
    """Whether each turn of a loop makes the container anew, and nothing changes it once something else holds it."""
    for binding in bindings:
        loop = next(iter(loops(module, binding)), None)
        if loop is None or isinstance(module.parent(binding), ast.AugAssign):
            return False
        inside = [use for use in variable.references if loop in set(module.ancestors(use))]
        held = [place(use) for use in inside if not is_tame_use(program, module, use, variable)]
        changed = [place(use) for use in inside if _is_changed(module, use)]
        if any(_is_later(module, use, variable) for use in inside):
            return False
        if held and any(place(binding) < use and use > min(held) for use in changed):
            return False
        early = [use for use in inside if place(use) < place(binding)]
        if any(binding in reaching(module, variable, use) for use in early):
            return False
    return True


def _is_changed(module: Module, use: ast.Name) -> bool:
    parent = module.parent(use)
    if isinstance(parent, ast.Subscript):
        return not isinstance(parent.ctx, ast.Load)
    return isinstance(parent, ast.Attribute) and parent.attr not in known_methods.READING
