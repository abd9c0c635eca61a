"""How many elements an expression probably has, judged by what it is read from and what it is called.

Only about one correct finding in ten can ever be large, so what is known to be small is kept apart.
"""

import ast

from sparsemem.review.batches import is_batch
from sparsemem.review.class_values import class_values
from sparsemem.review.name_words import size_by_name, size_of_attribute
from sparsemem.review.read_sizes import likely_read
from sparsemem.review.rule import Likely
from sparsemem.source import Module, assigned, tables

_FEW = 10_000
_DEPTH = 4
_READING_CALLS = frozenset({"builtins.open", "csv.reader", "csv.DictReader", "json.load", "pandas.read_csv"})
_READING_METHODS = frozenset(
    {"fetchall", "readlines", "to_pylist", "to_pydict", "iterrows", "itertuples", "fetchmany"}
)
_SMALL_METHODS = frozenset({"split", "rsplit", "groups", "get_args", "most_common", "mro", "__subclasses__"})
_SMALL_CALLS = frozenset({"builtins.dir", "builtins.vars", "dataclasses.fields", "os.listdir", "inspect.signature"})


def likely_built(module: Module, node: ast.AST) -> Likely:
    """The size of what a comprehension builds, or of what a `for` loop runs over."""
    return max((likely_size(module, source) for source in _run_over(node)), default=Likely.UNKNOWN)


def is_read(module: Module, node: ast.AST) -> bool:
    """Whether what it runs over is seen to be large, as what is read or counted is, and not only called so."""
    return any(_is_read(module, source, _DEPTH) for source in _run_over(node))


def is_made_of_read(module: Module, node: ast.expr) -> bool:
    """Whether an expression is seen to come from what is read or counted, and is not only called large."""
    return _is_read(module, node, _DEPTH)


def _run_over(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.For | ast.AsyncFor):
        return [node.iter]
    return [clause.iter for clause in getattr(node, "generators", [])]


def _is_read(module: Module, node: ast.expr, depth: int) -> bool:
    variable = module.variable(node)
    if variable is not None:
        value = assigned(module, variable.only) if variable.only is not None and depth else None
        return value is not None and _is_read(module, value, depth - 1)
    if not isinstance(node, ast.Call):
        return any(_is_read(module, source, depth) for source in _run_over(node))
    name, method = module.dotted(node.func), node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if isinstance(node.func, ast.Attribute) and is_batch(module, node.func.value):
        return False
    reads = name in _READING_CALLS | {"builtins.range"} or method in _READING_METHODS
    return reads or (bool(depth) and any(_is_read(module, argument, depth - 1) for argument in node.args))


def likely_size(module: Module, node: ast.expr, depth: int = _DEPTH) -> Likely:
    """The size of what an expression iterates over."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return Likely.SMALL
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        starred = any(isinstance(item, ast.Starred) for item in node.elts)
        return Likely.UNKNOWN if starred else Likely.SMALL
    if isinstance(node, ast.Dict):
        return Likely.SMALL if node.keys and None not in node.keys else Likely.UNKNOWN
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return likely_built(module, node)
    if isinstance(node, ast.Call):
        return _call(module, node, depth)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        return _slice(module, node, depth)
    if isinstance(node, ast.Attribute):
        return Likely.SMALL if _is_display(module, node.attr) else size_of_attribute(node.attr)
    return _name(module, node, depth) if isinstance(node, ast.Name) else Likely.UNKNOWN


def _is_display(module: Module, name: str) -> bool:
    """Whether a class of the module writes out what it has under that name."""
    values = class_values(module, name)
    return bool(values) and all(isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.Set) for value in values)


def _slice(module: Module, node: ast.Subscript, depth: int) -> Likely:
    assert isinstance(node.slice, ast.Slice)
    upper = node.slice.upper
    bounded = isinstance(upper, ast.Constant) and isinstance(upper.value, int) and upper.value < _FEW
    return Likely.SMALL if bounded else likely_size(module, node.value, depth - 1)


def _call(module: Module, node: ast.Call, depth: int) -> Likely:
    name = module.dotted(node.func)
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name == "builtins.range":
        return _range(node)
    if name in _READING_CALLS or method in _READING_METHODS:
        return likely_read(module, node)
    if name in _SMALL_CALLS or method in _SMALL_METHODS:
        return Likely.SMALL
    if method == "splitlines" or method in tables.VIEWS | {"copy"}:
        assert isinstance(node.func, ast.Attribute)
        return likely_size(module, node.func.value, depth - 1)
    if depth and node.args and (name in tables.WRAPPERS or name in tables.FRESH or name == "builtins.reversed"):
        sizes = [likely_size(module, argument, depth - 1) for argument in node.args]
        return min(sizes) if name == "builtins.zip" else sizes[-1]
    return Likely.UNKNOWN


def _range(node: ast.Call) -> Likely:
    bounds = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, int)]
    if len(bounds) != len(node.args):
        return Likely.UNKNOWN
    return Likely.SMALL if max(bounds, default=0) <= _FEW else Likely.LARGE


def _name(module: Module, node: ast.Name, depth: int) -> Likely:
    variable = module.variable(node)
    if variable is None or len(variable.bindings) != 1 or not depth:
        return size_by_name(node.id)
    value = assigned(module, variable.bindings[0])
    if value is None or isinstance(value, ast.Dict | ast.List):
        return size_by_name(node.id)
    found = likely_size(module, value, depth - 1)
    # A name alone says that data is large where nothing is seen of what it is made of.
    return found if found is not Likely.UNKNOWN else min(size_by_name(node.id), Likely.UNKNOWN)
