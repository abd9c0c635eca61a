"""Containers that are new: made where a local name is bound to them, or where they are put into one that is."""

import ast
from collections.abc import Iterable
from functools import partial

from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source import Module

_DISPLAYS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
_MAKERS = frozenset({"builtins.list", "builtins.dict", "builtins.set", "collections.Counter", "collections.deque",
                     "collections.defaultdict", "collections.OrderedDict", "builtins.sorted",
                     "builtins.dict.fromkeys"})  # fmt: skip


def is_own(module: Module, node: ast.expr) -> bool:
    """Whether an expression names a local that, where it stands, is bound to a new container, or what lies in one."""
    holder = holder_of(node)
    variable = module.variable(holder or node)
    if variable is None or variable.scope.kind == "comprehension":
        return False
    if holder is None:
        return all(is_new(module, bound_alone(module, b)) for b in reaching(module, variable, node))
    made = (bound_alone(module, binding) for binding in variable.bindings)
    return variable.scope.kind == "function" and hold_only_new(module, made, variable.references)


def holder_of(node: ast.expr) -> ast.Name | ast.Attribute | None:
    """The container of which an expression takes what lies in it: a name, or an attribute."""
    match node:
        case ast.Subscript(value=ast.Name() | ast.Attribute() as holder, slice=key) if not isinstance(key, ast.Slice):
            return holder
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as holder, attr="setdefault")):
            return holder
    return None


def changed_inside(module: Module, use: ast.expr) -> ast.expr | None:
    """The expression by which what lies in a container is changed: `use[key]` in `use[key].append(value)`."""
    part: ast.AST = module.parent(use) or use
    part = module.parent(part) or part if isinstance(part, ast.Attribute) else part
    if not isinstance(part, ast.Subscript | ast.Call) or holder_of(part) is not use:
        return None
    match module.parent(part):
        case ast.Subscript(ctx=ast.Store() | ast.Del()):
            return part
        case ast.Attribute(attr=method) if method in known.CHANGING:
            return part
    return None


def hold_only_new(module: Module, made: Iterable[ast.expr | None], uses: Iterable[ast.expr]) -> bool:
    """Whether all that containers ever hold is made where it is put in, and so reached through them alone."""
    return all(map(partial(_is_made_of_new, module), made)) and all(map(partial(_puts_in_new, module), uses))


def bound_alone(module: Module, binding: ast.AST) -> ast.expr | None:
    """What a target is bound to, where nothing else gets it in the same breath."""
    match module.parent(binding):
        case ast.Assign(targets=[_], value=value) | ast.AnnAssign(value=value) | ast.AugAssign(value=value):
            return value
    return None


def _is_made_of_new(module: Module, value: ast.expr | None) -> bool:
    match value:
        case ast.List(elts=items) | ast.Dict(values=items):
            return all(is_new(module, item) for item in items)
        case ast.ListComp(elt=item) | ast.DictComp(value=item):
            return is_new(module, item)
        case ast.Call(args=[factory], keywords=[]):
            made = factory.body if isinstance(factory, ast.Lambda) else factory
            is_maker = module.dotted(made) in _MAKERS or is_new(module, made)
            return module.dotted(value.func) == "collections.defaultdict" and is_maker
    return False


def _puts_in_new(module: Module, use: ast.expr) -> bool:
    """Whether a use of a container puts nothing into it that was there before."""
    match module.parent(use):
        case ast.Subscript(ctx=ast.Store()) as target:
            is_plain = isinstance(module.parent(target), ast.Assign)
            return is_plain and is_new(module, bound_alone(module, target))
        case ast.Attribute(attr=method) as function if method in known.CHANGING - known.TAKING:
            call = module.parent(function)
            adds = method not in known.MERGING
            return adds and isinstance(call, ast.Call) and bool(call.args) and is_new(module, call.args[-1])
    return True


def is_new(module: Module, value: ast.expr | None) -> bool:
    """Whether evaluating it makes a container, at its outermost."""
    if isinstance(value, ast.BinOp):
        return isinstance(value.left, ast.List) and isinstance(value.op, ast.Mult)
    return isinstance(value, _DISPLAYS) or (isinstance(value, ast.Call) and module.dotted(value.func) in _MAKERS)
