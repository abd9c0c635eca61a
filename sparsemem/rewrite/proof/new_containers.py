"""Containers that are new, and what is changed in those that lie in them."""

import ast

from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source import Module

_DISPLAYS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
_MAKERS = frozenset({"builtins.list", "builtins.dict", "builtins.set", "collections.Counter", "collections.deque",
                     "collections.defaultdict", "collections.OrderedDict", "builtins.sorted",
                     "builtins.dict.fromkeys"})  # fmt: skip


def is_own(module: Module, node: ast.expr) -> bool:
    """Whether an expression names a local that, where it stands, is bound to a new container."""
    variable = module.variable(node)
    if variable is None or variable.scope.kind == "comprehension":
        return False
    return all(_is_new(module, _bound_alone(module, binding)) for binding in reaching(module, variable, node))


def changed_inside(module: Module, use: ast.expr) -> ast.expr | None:
    """The expression by which what lies in a container is changed: `use[key]` in `use[key].append(value)`."""
    match module.parent(use):
        case ast.Subscript(value=holder, slice=key) as part if holder is use and not isinstance(key, ast.Slice):
            return part if _is_changed(module, part) else None
        case ast.Attribute(attr="setdefault") as method:
            call = module.parent(method)
            return call if isinstance(call, ast.Call) and call.func is method and _is_changed(module, call) else None
    return None


def _is_changed(module: Module, part: ast.expr) -> bool:
    match module.parent(part):
        case ast.Subscript(ctx=ast.Store() | ast.Del()):
            return True
        case ast.Attribute(attr=method):
            return method in known.CHANGING
    return False


def _bound_alone(module: Module, binding: ast.AST) -> ast.expr | None:
    """What a target is bound to, where nothing else gets it in the same breath."""
    match module.parent(binding):
        case ast.Assign(targets=[_], value=value) | ast.AnnAssign(value=value) | ast.AugAssign(value=value):
            return value
    return None


def _is_new(module: Module, value: ast.expr | None) -> bool:
    """Whether evaluating it makes a container, at its outermost."""
    if isinstance(value, ast.BinOp):
        return isinstance(value.left, ast.List) and isinstance(value.op, ast.Mult)
    return isinstance(value, _DISPLAYS) or (isinstance(value, ast.Call) and module.dotted(value.func) in _MAKERS)
