"""Keys and indices that a loop takes from the container itself, and that are there therefore."""

import ast

from sparsemem.rewrite.proof import known_methods
from sparsemem.rewrite.proof.content_changes import spoilers
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_IN_ORDER = frozenset({"builtins.sorted", "builtins.list", "builtins.tuple", "builtins.set", "builtins.reversed"})


def is_there(frame: Frame, node: ast.Subscript, is_dict: bool) -> bool:
    """Whether a key, or an index, was taken from the container, and nothing that runs here takes anything out."""
    module = frame.module
    holder, key = (module.variable(part) if isinstance(part, ast.Name) else None for part in (node.value, node.slice))
    if holder is None or key is None or takes_out(module, holder) or spoilers(frame.program, module, frame.node):
        return False
    bindings = reaching(module, key, node.slice)
    source = _source(module, bindings[0]) if len(bindings) == 1 else None
    if source is None:
        return False
    taken = _keyed(module, source, bindings[0]) if is_dict else _indexed(module, source)
    if taken is None or module.variable(taken) is not holder:
        return False
    before = reaching(module, holder, taken)
    return len(before) == 1 and before == reaching(module, holder, node.value)


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


def _indexed(module: Module, source: ast.expr) -> ast.Name | None:
    """`name` of `range(len(name))`."""
    match source:
        case ast.Call(func=outer, args=[ast.Call(func=inner, args=[ast.Name() as name])]):
            known = (module.dotted(outer), module.dotted(inner)) == ("builtins.range", "builtins.len")
            return name if known else None
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
