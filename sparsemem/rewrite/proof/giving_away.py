"""Whether others have what a name of a function holds, once that function is over."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.local_containers import HARMLESS, is_own, runs_later, stays
from sparsemem.rewrite.proof.names import looks_at_names
from sparsemem.source import Module, Variable

_PARTS = (ast.Tuple | ast.List | ast.Dict | ast.Set | ast.BoolOp | ast.IfExp | ast.ListComp | ast.GeneratorExp
          | ast.keyword)  # fmt: skip
"""What has a value as a part, or as a whole."""
_DONE = ast.If | ast.While | ast.UnaryOp | ast.comprehension | ast.Assert | ast.Return | ast.Yield | ast.Expr


def escapes(program: Program, module: Module, variable: Variable) -> bool:
    """Whether something else than what the function returns may hold what the name is bound to."""
    if looks_at_names(program, module, variable.scope.function.node):
        return True
    find = lambda: any(_goes_elsewhere(program, module, variable, use) for use in variable.references)  # noqa: E731
    return program.once("escapes", variable, False, find)


def _goes_elsewhere(program: Program, module: Module, variable: Variable, use: ast.Name) -> bool:
    if runs_later(module, variable, use):
        return True
    if stays(program, module, use):
        return False
    node: ast.AST = use
    parent = module.parent(node)
    while isinstance(parent, ast.expr | ast.keyword) and _passes_on(program, module, parent, node):
        node, parent = parent, module.parent(parent)
    match parent:
        case ast.Attribute(attr=name):
            called = isinstance(module.parent(parent), ast.Call)
            own = program.inheritance.methods_named(name)
            return program.inheritance.has(name) if called else any(method.is_decorated for method in own)
        case ast.Assign(targets=[ast.Tuple(elts=parts)]) if parent.value is use:
            holders = [module.variable(part) for part in parts]
            return any(holder is None or escapes(program, module, holder) for holder in holders)
        case ast.Assign(targets=[ast.Name() as holder]):
            pass
        case ast.Assign(targets=[ast.Subscript(value=ast.Name() as holder)]) if is_own(module, holder):
            pass
        case ast.Call(func=ast.Attribute(value=ast.Name() as holder, attr=name)) if is_own(module, holder):
            if name not in known.ADDING | {"setdefault"}:
                return True
        case _:
            return not isinstance(parent, _DONE)
    other = module.variable(holder)
    return other is None or escapes(program, module, other)


def _passes_on(program: Program, module: Module, parent: ast.expr | ast.keyword, node: ast.AST) -> bool:
    """Whether it holds what it is made of by its value, if at all: so do the functions of the library."""
    if not isinstance(parent, ast.Call):
        return isinstance(parent, _PARTS)
    name, method = module.dotted(parent.func), getattr(parent.func, "attr", "")
    if name is None:
        return method in HARMLESS and not program.inheritance.has(method)
    return parent.func is not node and (name in known.READERS or known.is_standard(name))
