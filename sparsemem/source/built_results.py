"""What a `return` hands out: a container that is built on the spot, an empty one, a local one that is filled."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from sparsemem.source.containers import Kind, empty
from sparsemem.source.flow import assigned, begun
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_GROUPING = frozenset({"collections.defaultdict", "collections.Counter"})
_COMPREHENSIONS: dict[type, Kind] = {ast.ListComp: "list", ast.DictComp: "dict", ast.SetComp: "set"}
IsLazy = Callable[[ast.Call], bool]
"""Whether a call makes an iterator for certain; rewrite, which has to move the call, knows fewer than review."""


class Way(Enum):
    """How the value of a `return` came about."""

    WHOLE = auto()
    """A comprehension, or `list` of an iterator that is made on the spot."""
    EMPTY = auto()
    LOCAL = auto()
    """A local name that starts as an empty container, at one of its bindings at least."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Built:
    """The value of a `return`. The kind is that of WHOLE and EMPTY, the name that of LOCAL."""

    way: Way
    kind: Kind | None = None
    local: Variable | None = None


def built_result(module: Module, value: ast.expr | None, is_lazy: IsLazy) -> Built:
    """How the value of a `return` came about."""
    kind = _COMPREHENSIONS.get(type(value))
    if kind is not None or _is_drained(module, value, is_lazy):
        return Built(Way.WHOLE, kind or "list")
    kind = empty(module, value)
    if kind is not None:
        return Built(Way.EMPTY, kind)
    variable = module.variable(value) if isinstance(value, ast.Name) else None
    if variable is None or variable.scope.kind != "function" or not _starts_empty(module, variable):
        return Built(Way.OTHER)
    return Built(Way.LOCAL, local=variable)


def is_grouping(module: Module, node: ast.expr) -> bool:
    """`defaultdict(list)`, `Counter()`: made to be read while it is filled."""
    return isinstance(node, ast.Call) and module.dotted(node.func) in _GROUPING


def _starts_empty(module: Module, variable: Variable) -> bool:
    values = [begun(module, binding) for binding in variable.bindings]
    return any(made is not None and (empty(module, made) or is_grouping(module, made)) for made in values)


def _is_drained(module: Module, value: ast.expr | None, is_lazy: IsLazy) -> bool:
    """Whether an expression is `list(...)` of what is an iterator for certain, there or by a name."""
    if not isinstance(value, ast.Call) or module.dotted(value.func) != "builtins.list" or len(value.args) != 1:
        return False
    inner, variable = value.args[0], module.variable(value.args[0])
    if variable is not None and variable.only is not None:
        inner = assigned(module, variable.only) or inner
    return isinstance(inner, ast.GeneratorExp) or (isinstance(inner, ast.Call) and is_lazy(inner))
