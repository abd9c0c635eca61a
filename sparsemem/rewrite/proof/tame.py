"""Containers that only this function can reach: escape analysis of local names."""

import ast
from dataclasses import dataclass, replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.rewrite.proof.reaching import is_bound
from sparsemem.source import Module, Variable, exclusive, loops, parameter, place

_TAME_METHODS = known.READING | known.OF_STREAMS | known.CHANGING
_TAKING_ARGUMENTS = known.MERGING | {"join", "writelines", "writerows"}
_LATER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
_TAKING = (
    ast.For | ast.comprehension | ast.Compare | ast.FormattedValue | ast.Return | ast.Expr | ast.Starred | ast.BinOp
    | ast.Assert | ast.UnaryOp | ast.YieldFrom
)  # fmt: skip
"""What takes the elements or a part of a container, or hands it to a caller."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a use: by these methods alone, and so many calls deep."""

    program: Program
    module: Module
    methods: frozenset[str] = _TAME_METHODS
    depth: int = 4


def is_tame(program: Program, module: Module, variable: Variable) -> bool:
    """Whether every use of a local container is known: read, or filled by its own name, and held nowhere else."""
    return (
        not looks_at_names(program, module, variable.scope.function.node)
        and all(_is_bound_apart(_Asked(program, module), node) for node in variable.bindings)
        and all(_is_tame_use(program, module, use, variable) for use in variable.references)
    )


def _is_bound_apart(asked: _Asked, binding: ast.AST) -> bool:
    """Whether nobody else gets what the name is bound to, as in `name = other = []`."""
    match asked.module.parent(binding):
        case ast.Assign(targets=targets):
            return len(targets) == 1
        case ast.NamedExpr() as named:
            return _stays(asked, named)
    return True


def _is_tame_use(program: Program, module: Module, use: ast.Name, variable: Variable) -> bool:
    """Whether one use leaves the container where it is, and changes it by its own name if at all."""
    return not _is_later(module, use, variable) and _stays(_Asked(program, module), use)


def is_constant(program: Program, variable: Variable) -> bool:
    """Whether a name of a module is bound once, and all that goes by that name, anywhere, is only read.

    Code that is not seen leaves it alone where its name asks for that.
    """
    name = variable.name
    if variable.only is None or not (program.closed or name.startswith("_") or name.isupper()):
        return False
    modules = program.modules.values()
    renamed = (alias.name == name and alias.asname for module in modules for alias in module.all(ast.alias))
    uses = ((m, use) for m in modules for use in m.all(ast.Name, ast.Attribute) if _name(use) == name)
    read = (
        use is variable.only or _is_only_read(_Asked(program, module, known.READING), use) for module, use in uses
    )
    return program.once("constant", variable, False, lambda: not any(renamed) and all(read))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _is_only_read(asked: _Asked, use: ast.expr) -> bool:
    """Whether a use changes nothing, and hands the container to nobody who may."""
    parent = asked.module.parent(use)
    own = isinstance(getattr(use, "ctx", None), ast.Load) and isinstance(getattr(parent, "ctx", ast.Load()), ast.Load)
    return own and not isinstance(parent, ast.Return) and _stays(asked, use)


def _stays(asked: _Asked, use: ast.expr) -> bool:
    """Whether nobody has the container by this use who had it not before."""
    module, parent = asked.module, asked.module.parent(use)
    match parent:
        case ast.If() | ast.While() | ast.IfExp():
            return parent.test is use
        case ast.Dict():
            return all(value is not use or key is None for key, value in zip(parent.keys, parent.values, strict=True))
        case ast.Subscript() | ast.AugAssign():
            return parent.value is use
        case ast.Attribute(attr=method):
            call = module.parent(parent)
            if isinstance(call, ast.keyword):  # `max(counts, key=counts.get)`
                around = module.parent(call)
                name = module.dotted(around.func) if isinstance(around, ast.Call) else None
                return method in known.READING and name in known.READERS
            return isinstance(call, ast.Call) and call.func is parent and method in asked.methods
        case ast.Call():
            return parent.func is not use and _is_tame_argument(asked, parent, use)
    return isinstance(parent, _TAKING)


def _is_tame_argument(asked: _Asked, call: ast.Call, use: ast.expr) -> bool:
    name = asked.module.dotted(call.func)
    if name in known.READERS or (name and known.is_pure(name)):
        return True
    if isinstance(call.func, ast.Attribute) and call.func.attr in _TAKING_ARGUMENTS:
        return True
    callee = asked.program.callee(asked.module, call)
    if callee is None or not asked.depth or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    bound, inside = parameter(callee, call, use), replace(asked, module=callee.module, depth=asked.depth - 1)
    if bound is None or bound.only is None or looks_at_names(asked.program, callee.module, callee.node):
        return False
    return not any(
        isinstance(callee.module.parent(inner), ast.Return)
        or _is_later(callee.module, inner, bound)
        or not _stays(inside, inner)
        for inner in bound.references
    )


def _is_later(module: Module, use: ast.AST, variable: Variable) -> bool:
    home = variable.scope.function.node
    for around in module.ancestors(use):
        if around is home or isinstance(around, _LATER):
            return around is not home
    return not isinstance(home, ast.Module)


def is_renewed(program: Program, module: Module, variable: Variable) -> bool:
    """Whether each turn of a loop makes the container anew, and does nothing with it once something else holds it."""
    first, uses = min(variable.bindings, key=place), variable.references
    parent = module.parent(first)
    loop = parent if isinstance(parent, ast.For) else next(iter(loops(module, first)), None)
    held = [use for use in uses if not _is_tame_use(program, module, use, variable)]
    # What is read again may have been changed by whoever got it.
    again = [node for node in [*uses, *variable.bindings] if node not in held]
    return (
        all(loop in set(module.ancestors(use)) and is_bound(module, [first], use) for use in uses)
        and not any(_is_later(module, use, variable) for use in uses)
        and not any(place(one) < place(node) and not exclusive(module, one, node) for one in held for node in again)
    )
