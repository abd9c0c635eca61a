"""Keys and indices that a loop takes from the container itself, and that are there therefore."""

import ast

from sparsemem.rewrite.proof import known_methods
from sparsemem.rewrite.proof.content_changes import spoilers
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_IN_ORDER = frozenset({"builtins.sorted", "builtins.list", "builtins.tuple", "builtins.set", "builtins.reversed"})


def is_there(frame: Frame, node: ast.Subscript) -> bool:
    """Whether a key was taken from the container, and nothing that runs here takes anything out of it."""
    module = frame.module
    holder = module.variable(node.value) if isinstance(node.value, ast.Name) else None
    name, shift = _shifted(node.slice)
    key = module.variable(name) if name is not None else None
    if (
        holder is None
        or key is None
        or name is None
        or takes_out(module, holder)
        or spoilers(frame.program, module, frame.node)
    ):
        return False
    bindings = reaching(module, key, name)
    source = _source(module, bindings[0]) if len(bindings) == 1 else None
    if source is None:
        return False
    taken = _indexed(module, source, shift) if _is_range(module, source) else _keyed(module, source, bindings[0])
    if taken is None or module.variable(taken) is not holder or (shift and not _is_range(module, source)):
        return False
    before = reaching(module, holder, taken)
    return len(before) == 1 and before == reaching(module, holder, node.value)


def _shifted(node: ast.expr) -> tuple[ast.Name | None, int]:
    """`key`, `key + 1`, `key - 1`: the name, and what is added."""
    match node:
        case ast.Name():
            return node, 0
        case ast.BinOp(left=ast.Name() as name, op=ast.Add(), right=ast.Constant(value=int() as number)):
            return name, number
        case ast.BinOp(left=ast.Name() as name, op=ast.Sub(), right=ast.Constant(value=int() as number)):
            return name, -number
    return None, 0


def _source(module: Module, binding: ast.AST) -> ast.expr | None:
    """What the loop goes over that binds a name."""
    around = module.parent(binding)
    while isinstance(around, ast.Tuple):
        around = module.parent(around)
    return around.iter if isinstance(around, ast.For | ast.comprehension) else None


def _keyed(module: Module, source: ast.expr, binding: ast.AST) -> ast.Name | None:
    """The name of the dict whose keys a loop goes over."""
    around = module.parent(binding)
    first = around.elts[0] if isinstance(around, ast.Tuple) else binding
    match source:
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="items"), args=[]):
            return name if isinstance(around, ast.Tuple) and first is binding else None
        case _ if isinstance(around, ast.Tuple):
            return None
        case ast.Call(func=function, args=[inner]) if module.dotted(function) in _IN_ORDER:
            return _keyed(module, inner, binding)
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="keys"), args=[]) | (ast.Name() as name):
            return name
    return None


def _is_range(module: Module, source: ast.expr) -> bool:
    return isinstance(source, ast.Call) and module.dotted(source.func) == "builtins.range"


def _indexed(module: Module, source: ast.expr, shift: int) -> ast.Name | None:
    """The name of the container over whose indices `range(len(name))` goes, moved by so much."""
    match source:
        case ast.Call(args=[end], keywords=[]):
            first = 0
        case ast.Call(args=[ast.Constant(value=int() as first), end], keywords=[]):
            pass
        case _:
            return None
    spare = 0
    match end:
        case ast.BinOp(left=end, op=ast.Sub(), right=ast.Constant(value=int() as spare)):
            pass
    match end:
        case ast.Call(func=function, args=[ast.Name() as name]) if module.dotted(function) == "builtins.len":
            return name if first >= 0 and first + shift >= 0 and spare >= 0 and shift <= spare else None
    return None


def takes_out(module: Module, variable: Variable) -> bool:
    """Whether anything is taken out of a container by its name."""
    around = [module.parent(use) for use in variable.references]
    return any(
        (isinstance(node, ast.Attribute) and node.attr in known_methods.TAKING - {"sort", "reverse"})
        or (isinstance(node, ast.Subscript) and (isinstance(node.ctx, ast.Del) or (isinstance(node.slice, ast.Slice)
                                                 and isinstance(node.ctx, ast.Store))))
        for node in around
    )  # fmt: skip
