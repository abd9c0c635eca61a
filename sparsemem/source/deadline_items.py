"""Which item of the tuples that a program puts into a dict is a deadline, as its source says.

It is one where the tuple is made with what a clock shows and something added, or, where its making is not seen, where
it is compared with a clock as it is. What a clock shows alone says when an entry was made.
"""

import ast
from dataclasses import dataclass, field

from sparsemem.source.own_nodes import own_nodes

_CLOCKS = frozenset({"time", "monotonic", "perf_counter", "now", "utcnow"})
_PUTTING, _TAKING = frozenset({"setdefault", "__setitem__"}), frozenset({"get", "pop"})
_PUT_ARGUMENTS = 2
_DEEP = 4
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class _Said:
    """What a text says of the items, by their places in the tuple."""

    later: set[int] = field(default_factory=set)
    """Made of a clock with something added."""
    made: set[int] = field(default_factory=set)
    """Made of a clock alone."""
    compared: set[int] = field(default_factory=set)


def deadline_items(tree: ast.AST, name: str) -> frozenset[int]:
    """The items, from 0, of what a module or class puts into the dict of this name: a variable or an attribute."""
    said = _Said()
    for scope in ast.walk(tree):
        if isinstance(scope, Scope):
            _Reading(scope, name).note(said)
    return frozenset((said.later or said.compared) - said.made)


class _Reading:
    """One function, or the module's own lines."""

    def __init__(self, scope: Scope, name: str) -> None:
        self._name, self._nodes = name, own_nodes(scope)
        self._bound: dict[str, ast.expr] = {}
        """What a name is bound to, the last time."""
        self._entries: set[str] = set()
        """Names of whole entries."""
        self._items: dict[str, int] = {}
        """Names of items, by their places."""
        for node in self._nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                self._bind(node.targets[0], node.value)
            elif isinstance(node, ast.For | ast.comprehension) and self._are_pairs(node.iter):
                self._bind_pair(node.target)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._bound[target.id] = value
        if self._is_entry(value):
            self._bind_entry(target)

    def _bind_pair(self, target: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and len(target.elts) == _PUT_ARGUMENTS:
            self._bind_entry(target.elts[1])

    def _bind_entry(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._entries.add(target.id)
        elif isinstance(target, ast.Tuple):
            self._items |= {one.id: at for at, one in enumerate(target.elts) if isinstance(one, ast.Name)}

    def note(self, said: _Said) -> None:
        """What the lines say."""
        for node in self._nodes:
            for at, item in enumerate(self._put(node)):
                if self._is_clock(item):
                    said.made.add(at)
                elif self._is_later(item):
                    said.later.add(at)
            if isinstance(node, ast.Compare) and len(node.comparators) == 1:
                self._note_compared(node.left, node.comparators[0], said)

    def _note_compared(self, left: ast.expr, right: ast.expr, said: _Said) -> None:
        for one, other in ((left, right), (right, left)):
            at = self._item(one)
            if at is not None and self._is_clock(other):
                said.compared.add(at)

    def _put(self, node: ast.AST) -> list[ast.expr]:
        """The items of the tuple that a statement puts into the dict; none for any other."""
        value: ast.expr | None = None
        if isinstance(node, ast.Assign) and any(self._is_place(one) for one in node.targets):
            value = node.value
        elif isinstance(node, ast.Call) and self._calls(node, _PUTTING) and len(node.args) == _PUT_ARGUMENTS:
            value = node.args[1]
        value = self._resolved(value)
        return value.elts if isinstance(value, ast.Tuple | ast.List) else []

    def _calls(self, node: ast.AST | None, methods: frozenset[str]) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in methods
            and _last_name(node.func.value) == self._name
        )

    def _are_pairs(self, node: ast.expr) -> bool:
        """Whether a loop is over `items()`, or over a copy of them."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            return self._are_pairs(node.args[0])
        return self._calls(node, frozenset({"items"}))

    def _is_place(self, node: ast.expr | None) -> bool:
        return isinstance(node, ast.Subscript) and _last_name(node.value) == self._name

    def _is_entry(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return node.id in self._entries
        return self._is_place(node) or self._calls(node, _TAKING)

    def _item(self, node: ast.expr) -> int | None:
        """Which item of an entry it is; None where it is none."""
        if isinstance(node, ast.Name):
            return self._items.get(node.id)
        at = node.slice if isinstance(node, ast.Subscript) and self._is_entry(node.value) else None
        return at.value if isinstance(at, ast.Constant) and isinstance(at.value, int) else None

    def _resolved(self, node: ast.expr | None) -> ast.expr | None:
        return self._bound.get(node.id, node) if isinstance(node, ast.Name) else node

    def _is_clock(self, node: ast.expr | None) -> bool:
        node = self._resolved(node)
        return isinstance(node, ast.Call) and _last_name(node.func) in _CLOCKS

    def _is_later(self, node: ast.expr | None, deep: int = _DEEP) -> bool:
        node = self._resolved(node)
        if not deep or not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
            return False
        return any(self._is_clock(one) or self._is_later(one, deep - 1) for one in (node.left, node.right))


def _last_name(node: ast.AST) -> str | None:
    """`c` of `a.b.c`, `x` of `x`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
