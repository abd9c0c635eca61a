"""Dicts that keep results without a function that looks them up: a class with `__missing__`, and what `cachedmethod`
of cachetools fills where that is a plain dict."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.memo_home import homes_of
from sparsemem.source import FunctionNode, Module, tables

_DICTS = ("builtins.dict", "collections.OrderedDict", "collections.defaultdict", "collections.UserDict")
_TAKING = ("__delitem__", *tables.EVICTING_METHODS)


def missing_stores(module: Module) -> Iterator[tuple[ast.ClassDef, FunctionNode]]:
    """The classes of dicts that put in what they are asked for and do not have, and take nothing out themselves."""
    for owner in module.all(ast.ClassDef):
        missing = next((one for one in owner.body if _is_missing(one)), None)
        is_dict = any(module.dotted(base) in _DICTS for base in owner.bases)
        if missing is not None and is_dict and not _takes_out(owner):
            yield owner, missing  # type: ignore[misc]


def cached_methods(module: Module) -> Iterator[tuple[ast.ClassDef, str, FunctionNode]]:
    """The plain dicts that `cachedmethod` fills: the class, the attribute, and the method."""
    homes = homes_of(module)
    for function in module.functions():
        owner = module.owner_class(function)
        for call in function.decorator_list:
            if owner is not None and isinstance(call, ast.Call) and _is_cachedmethod(module, call):
                attribute = _named_by(call.args[0])
                if attribute is not None and (owner, attribute) in homes:
                    yield owner, attribute, function


def _is_missing(node: ast.stmt) -> bool:
    """A method that stores under its own key."""
    if not isinstance(node, ast.FunctionDef) or node.name != "__missing__" or len(node.args.args) != 2:
        return False
    receiver, key = (one.arg for one in node.args.args)
    stores = (one for one in ast.walk(node) if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store))
    return any(ast.unparse(one) == f"{receiver}[{key}]" for one in stores)


def _takes_out(owner: ast.ClassDef) -> bool:
    """Whether its methods delete, pop, or ask for their own length."""
    for node in ast.walk(owner):
        if isinstance(node, ast.Delete) or (isinstance(node, ast.Attribute) and node.attr in _TAKING):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node) == "len(self)":
            return True
    return False


def _is_cachedmethod(module: Module, call: ast.Call) -> bool:
    return module.dotted(call.func) == "cachetools.cachedmethod" and bool(call.args)


def _named_by(given: ast.expr) -> str | None:
    """`x` of `lambda self: self.x` and of `attrgetter("x")`."""
    match given:
        case ast.Lambda(body=body):
            return own_attribute(body)
        case ast.Call(args=[ast.Constant(value=str() as name)]) if ast.unparse(given.func).endswith("attrgetter"):
            return name
    return None
