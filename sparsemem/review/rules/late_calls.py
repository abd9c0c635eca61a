"""The part of SM235 that looks at functions: whether a lambda or an inner function is called after its round."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.index.evictions import last_name
from sparsemem.source import FunctionNode, Module, empty

Later = ast.Lambda | FunctionNode
_LISTS = ast.ListComp | ast.SetComp | ast.DictComp
_INSIDE = ast.Tuple | ast.List | ast.Dict | ast.Set | ast.Starred
_REGISTERING = re.compile(
    r"(?:add_\w*(?:callback|command|listener|handler|job)|after|apply_async|call_(?:at|later|soon)\w*|connect|"
    r"enter(?:abs)?|register|schedule|set_\w+|setattr|submit|subscribe|Thread|Timer)$"
)
_BY_KEYWORD = re.compile(r"(?:on_\w+|\w*callback|command|target)$")


def kept_uses(module: Module, node: Later) -> Iterator[ast.expr]:
    """A lambda itself, and each place that hands over the name of an inner function that has no decorator."""
    if isinstance(node, ast.Lambda):
        yield node
    elif not node.decorator_list and (variable := module.variable(node)):
        yield from (use for use in variable.references if use not in set(ast.walk(node)))


def is_called_later(module: Module, node: ast.expr, loop: ast.AST) -> bool:
    """Whether it is put where it is called from after the round: a container that the loop did not make, a list
    comprehension, or what calls it at another time."""
    around = module.parent(node)
    while isinstance(around, _INSIDE) or (isinstance(around, ast.Call) and _is_record(around, node)):
        node, around = around, module.parent(around)
    if isinstance(around, ast.keyword):
        by = module.parent(around)
        called = last_name(by.func) if isinstance(by, ast.Call) else None
        return bool(_BY_KEYWORD.match(around.arg or "") or _REGISTERING.match(called or ""))
    if isinstance(around, _LISTS):
        return around is loop
    match around:
        case ast.Assign(targets=[ast.Subscript(value=store, slice=key)]):
            return not isinstance(key, ast.Constant) and _is_older(module, store, loop)
        case ast.Call(func=ast.Attribute(value=store, attr="append" | "add" | "insert" | "appendleft" | "put")):
            return node is not around.func and _is_older(module, store, loop)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return node is not around.func and bool(_REGISTERING.match(name)) and _is_dropped(module, around)
    return False


def _is_record(around: ast.Call, node: ast.AST) -> bool:
    """`Entry(title, lambda: ...)`: what an object is made with it keeps."""
    name = last_name(around.func) or ""
    return node in around.args and name[:1].isupper() and not _REGISTERING.match(name)


def _is_dropped(module: Module, call: ast.Call) -> bool:
    """Whether nothing asks for the result there: `pool.submit(f).result()` waits for it."""
    return not isinstance(module.parent(call), ast.Attribute | ast.Await)


def _is_older(module: Module, store: ast.expr, loop: ast.AST) -> bool:
    """Whether a container was there before the round."""
    variable = module.variable(store)
    inside = set(ast.walk(loop))
    made = (module.parent(one) for one in variable.bindings if one in inside) if variable else ()
    return not any(isinstance(one, ast.Assign) and empty(module, one.value) for one in made)
