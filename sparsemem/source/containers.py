"""Containers that a function makes empty and then fills."""

import ast
from dataclasses import dataclass
from typing import Literal

from sparsemem.source import tables
from sparsemem.source.flow import Life, lives, place, repeats
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable
from sparsemem.source.uses import How, use_of

Kind = Literal["list", "dict", "set"]


def empty(module: Module, node: ast.expr | None) -> Kind | None:
    """The kind of container that an expression starts empty: `[]`, `{}`, `set()`, `dict()`."""
    if isinstance(node, ast.List) and not node.elts:
        return "list"
    if isinstance(node, ast.Dict) and not node.keys:
        return "dict"
    if isinstance(node, ast.Call) and not node.args and not node.keywords:
        known = tables.FRESH.get(module.dotted(node.func) or "")
        return known if known != "tuple" else None  # type: ignore[return-value]
    return None


@dataclass(frozen=True, slots=True)
class Filled:
    """A local container that starts empty and is filled in a loop, and what it is used for besides."""

    life: Life
    kind: Kind
    loop: ast.For | ast.While | ast.AsyncFor | ast.With
    """Or the `with` in which the loop stands alone."""
    uses: tuple[ast.Name, ...]

    @property
    def fills(self) -> list[ast.Name]:
        """What puts something in."""
        return [use for use in self.life.uses if use not in self.uses]


def filled(module: Module, variable: Variable) -> Filled | None:
    """How a local is filled element by element; None where it is anything but that.

    Its only changes are `append`, `add` and `x[k] = v`, all in loops that the empty container was made outside of.
    """
    found = lives(module, variable)
    if len(found) != 1 or len(variable.bindings) != 1:
        return None
    life = found[0]
    kind = empty(module, life.value)
    if kind is None:
        return None
    fills = [use for use in life.uses if _fills(module, use)]
    loops = [repeats(module, life.target, use) for use in fills]
    if not fills or any(not isinstance(loop, ast.For | ast.While | ast.AsyncFor) for loop in loops):
        return None
    rest = tuple(use for use in life.uses if use not in fills)
    if any(place(use) < place(fills[-1]) or use_of(module, use).how is How.CHANGE for use in rest):
        return None
    return Filled(life, kind, loops[0], rest)  # type: ignore[arg-type]


def _fills(module: Module, use: ast.Name) -> bool:
    parent = module.parent(use)
    if isinstance(parent, ast.Attribute) and parent.attr in tables.GROWING_METHODS:
        call = module.parent(parent)
        return isinstance(call, ast.Call) and isinstance(module.parent(call), ast.Expr)
    return (
        isinstance(parent, ast.Subscript)
        and isinstance(parent.ctx, ast.Store)
        and not isinstance(parent.slice, ast.Constant)
        and isinstance(module.parent(parent), ast.Assign)
    )
