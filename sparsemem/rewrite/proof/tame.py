"""Containers that only this function can reach: escape analysis of local names."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known_functions, known_methods
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source.flow import Place, exclusive, loops, place
from sparsemem.source.function import parameter
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_DEPTH = 4
_FILLING = known_methods.ADDING | known_methods.TAKING | known_methods.MERGING | {"setdefault"}
_TAME_METHODS = known_methods.READING | known_methods.OF_STREAMS | _FILLING
_LATER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def is_tame(program: Program, module: Module, variable: Variable, depth: int = _DEPTH) -> bool:
    """Whether every use of a local container is known: read, or filled by its own name, and held nowhere else."""
    if looks_at_names(program, module, variable.scope.function.node):
        return False
    if not all(_is_bound_apart(_Use(program, module, _TAME_METHODS, depth), node) for node in variable.bindings):
        return False
    return all(is_tame_use(program, module, use, variable, depth) for use in variable.references)


def _is_bound_apart(asked: "_Use", binding: ast.AST) -> bool:
    """Whether nobody else gets what the name is bound to, as in `name = other = []`."""
    match asked.module.parent(binding):
        case ast.Assign(targets=targets):
            return len(targets) == 1
        case ast.NamedExpr() as named:
            return _stays(asked, named)
    return True


def is_tame_use(program: Program, module: Module, use: ast.Name, variable: Variable, depth: int = _DEPTH) -> bool:
    """Whether one use leaves the container where it is, and changes it by its own name if at all."""
    return not _is_later(module, use, variable) and _stays(_Use(program, module, _TAME_METHODS, depth), use)


def is_only_read(program: Program, module: Module, use: ast.expr, depth: int = _DEPTH) -> bool:
    """Whether a use changes nothing, and hands the container to nobody who may."""
    parent = module.parent(use)
    if isinstance(parent, ast.Return) or not isinstance(getattr(parent, "ctx", ast.Load()), ast.Load):
        return False
    return _stays(_Use(program, module, known_methods.READING, depth), use)


@dataclass(frozen=True, slots=True)
class _Use:
    """What is asked of a use: by these methods alone, and so many calls deep."""

    program: Program
    module: Module
    methods: frozenset[str]
    depth: int


def _stays(asked: _Use, use: ast.expr) -> bool:
    """Whether nobody has the container by this use who had it not before."""
    parent = asked.module.parent(use)
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
            call = asked.module.parent(parent)
            if isinstance(call, ast.keyword):  # `max(counts, key=counts.get)`
                around = asked.module.parent(call)
                name = asked.module.dotted(around.func) if isinstance(around, ast.Call) else None
                return parent.attr in known_methods.READING and name in known_functions.READERS
            return isinstance(call, ast.Call) and call.func is parent and parent.attr in asked.methods
        case ast.Call():
            return parent.func is not use and _is_tame_argument(asked, parent, use)
    return False


def _is_tame_argument(asked: _Use, call: ast.Call, use: ast.expr) -> bool:
    module = asked.module
    name = module.dotted(call.func)
    if name in known_functions.READERS or (name and known_functions.is_pure(name)):
        return True
    if isinstance(call.func, ast.Attribute) and call.func.attr in known_methods.MERGING | {
        "join",
        "writelines",
        "writerows",
    }:
        return True
    callee = asked.program.callee(module, call)
    if callee is None or not asked.depth or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    bound = parameter(callee, call, use)
    if bound is None or len(bound.bindings) != 1:
        return False
    if any(isinstance(callee.module.parent(inner), ast.Return) for inner in bound.references):
        return False
    inside = replace(asked, module=callee.module, depth=asked.depth - 1)
    return not looks_at_names(asked.program, callee.module, callee.node) and all(
        not _is_later(callee.module, inner, bound) and _stays(inside, inner) for inner in bound.references
    )


def _is_later(module: Module, use: ast.AST, variable: Variable) -> bool:
    home = variable.scope.function.node
    for around in module.ancestors(use):
        if around is home:
            return False
        if isinstance(around, _LATER):
            return True
    return not isinstance(home, ast.Module)


def is_renewed(program: Program, module: Module, variable: Variable, bindings: Iterable[ast.AST]) -> bool:
    """Whether nothing changes the container by this name once something else holds it: there is a new one by then."""
    every = variable.references
    held = [use for use in every if not is_tame_use(program, module, use, variable)]
    if not any(_is_later(module, use, variable) for use in every) and held:
        sums = [binding for binding in variable.bindings if isinstance(module.parent(binding), ast.AugAssign)]
        changed = [place(node) for node in [*(use for use in every if _is_changed(module, use)), *sums]]
        left = [use for use in held if not _is_rebound(module, variable, use)]
        if len(left) < len(held) and all(_is_last(module, use, changed) for use in left):
            return True
    return all(_is_renewed(program, module, variable, binding) for binding in bindings)


def _is_rebound(module: Module, variable: Variable, held: ast.Name) -> bool:
    """Whether the name is bound to something else right after a use."""
    block = module.block(held)
    after = block[block.index(module.statement(held)) + 1 :][:1]
    anew = any(isinstance(s, ast.Assign) and any(t in variable.bindings for t in s.targets) for s in after)
    return anew and not any(statement in module.ancestors(use) for statement in after for use in variable.references)


def _is_last(module: Module, held: ast.Name, changed: list[Place]) -> bool:
    """Whether nothing changes the container after a use."""
    return not loops(module, held) and all(change < place(held) for change in changed)


def _is_renewed(program: Program, module: Module, variable: Variable, binding: ast.AST) -> bool:
    """Whether each turn of a loop makes the container anew, and does nothing with it once it is handed on."""
    loop = next(iter(loops(module, binding)), None)
    if loop is None or isinstance(module.parent(binding), ast.AugAssign):
        return False
    inside = [use for use in variable.references if loop in set(module.ancestors(use))]
    held = [use for use in inside if not is_tame_use(program, module, use, variable)]
    if any(_is_later(module, use, variable) for use in inside):
        return False
    # What is read again may have been changed by whoever got it.
    again = [use for use in inside if use not in held and place(use) > place(binding)]
    if any(place(one) < place(use) and not exclusive(module, one, use) for one in held for use in again):
        return False
    early = [use for use in inside if place(use) < place(binding)]
    return not any(binding in reaching(module, variable, use) for use in early)


def _is_changed(module: Module, use: ast.Name) -> bool:
    parent = module.parent(use)
    if isinstance(parent, ast.Subscript):
        return not isinstance(parent.ctx, ast.Load)
    return isinstance(parent, ast.Attribute) and parent.attr not in known_methods.READING
