"""How the value of an expression is used by what stands around it."""

import ast
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from sparsemem.source import tables
from sparsemem.source.module import Module


class How(Enum):
    """The ways in which a value is used, as far as they matter for how long it lives."""

    STREAM = auto()
    """Each element is taken once and dropped."""
    KEEP = auto()
    """Each element is taken once, and all are held by what takes them."""
    THROUGH = auto()
    """Another expression stands for the elements: a wrapper such as `enumerate`, a view, one of two branches."""
    NEXT = auto()
    """Some elements may be taken: `next`, `in`, unpacking."""
    TRUTH = auto()
    LENGTH = auto()
    INDEX = auto()
    COMPARE = auto()
    CHANGE = auto()
    """A method that changes it, or an assignment into it."""
    PASSED = auto()
    """An argument of a call about which nothing is known."""
    RETURNED = auto()
    STORED = auto()
    """Bound to a name, an attribute or an element of something."""
    DISCARDED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Use:
    """One use: how, the node that does it, and the words for it."""

    how: How
    by: ast.AST
    text: str = ""


def use_of(module: Module, node: ast.expr) -> Use:
    """How the value of `node` is used; wrappers such as `enumerate` and views such as `.items()` are seen through."""
    use = step_of(module, node)
    while use.how is How.THROUGH:
        assert isinstance(use.by, ast.expr)
        use = step_of(module, use.by)
    return use


def step_of(module: Module, node: ast.expr) -> Use:
    """How what stands directly around `node` uses its value; of THROUGH `by` is the expression to look at next."""
    parent = module.parent(node)
    if isinstance(parent, ast.For | ast.AsyncFor):
        return Use(How.STREAM if parent.iter is node else How.OTHER, parent, "a for loop")
    if isinstance(parent, ast.comprehension):
        if parent.iter is not node:
            return Use(How.TRUTH, parent, "a condition")
        return Use(How.STREAM, module.parent(parent) or parent, "a comprehension")
    if isinstance(parent, ast.Call):
        return _argument(module, parent, node)
    if isinstance(parent, ast.keyword):
        return Use(How.PASSED, module.parent(parent) or parent, "a call")
    if isinstance(parent, ast.Attribute):
        return _method(module, parent)
    if isinstance(parent, ast.BoolOp):
        return Use(How.THROUGH if parent.values[-1] is node else How.TRUTH, parent, "a condition")
    if isinstance(parent, ast.IfExp):
        return Use(How.TRUTH if parent.test is node else How.THROUGH, parent, "a condition")
    return _plain(parent, node)


def _plain(parent: ast.AST | None, node: ast.expr) -> Use:
    match parent:
        case ast.If() | ast.While() | ast.Assert() if parent.test is node:
            return Use(How.TRUTH, parent, "a condition")
        case ast.UnaryOp(op=ast.Not()):
            return Use(How.TRUTH, parent, "a condition")
        case ast.Compare():
            return _comparison(parent, node)
        case ast.Subscript() if parent.value is node:
            changed = not isinstance(parent.ctx, ast.Load)
            return Use(How.CHANGE if changed else How.INDEX, parent, "an index")
        case ast.Starred():
            return Use(How.KEEP, parent, "unpacking")
        case ast.YieldFrom():
            return Use(How.STREAM, parent, "yield from")
        case ast.Return() | ast.Lambda() | ast.Yield():
            return Use(How.RETURNED, parent, "the caller")
        case ast.Assign() if any(isinstance(target, ast.Tuple | ast.List) for target in parent.targets):
            return Use(How.NEXT, parent, "unpacking")
        case ast.Assign() | ast.AnnAssign() | ast.NamedExpr() | ast.Tuple() | ast.List() | ast.Dict() | ast.Set():
            return Use(How.STORED, parent, "an assignment")
        case ast.AugAssign() if parent.value is node:
            return Use(How.OTHER, parent, "an assignment")
        case ast.Expr():
            return Use(How.DISCARDED, parent)
    return Use(How.OTHER, parent or node)


def _comparison(parent: ast.Compare, node: ast.expr) -> Use:
    sides = [parent.left, *parent.comparators]
    operators = [op for op, pair in zip(parent.ops, pairwise(sides), strict=True) if node in pair]
    if all(isinstance(op, ast.Is | ast.IsNot) for op in operators):
        return Use(How.OTHER, parent)
    if all(isinstance(op, ast.In | ast.NotIn) for op in operators):
        return Use(How.NEXT if parent.left is not node else How.OTHER, parent, "a search")
    return Use(How.COMPARE, parent, "a comparison")


def _argument(module: Module, call: ast.Call, node: ast.expr) -> Use:
    if call.func is node:
        return Use(How.OTHER, call)
    name = module.dotted(call.func)
    if isinstance(call.func, ast.Attribute) and (name is None or name.startswith("builtins.")):
        return _method_argument(call, call.func.attr)
    text = f"{(name or '').removeprefix('builtins.')}()"
    position = call.args.index(node)
    if name in tables.WRAPPERS:
        return Use(How.OTHER if name in tables.SELECTING and position == 0 else How.THROUGH, call)
    if name == "builtins.len":
        return Use(How.LENGTH, call, text)
    if name == "builtins.bool":
        return Use(How.TRUTH, call, text)
    if name == "builtins.next":
        return Use(How.NEXT, call, text)
    if name in tables.STREAMS and not compares(name, call):
        return Use(How.STREAM, call, text)
    if name in tables.KEEPS:
        return Use(How.KEEP, call, text)
    return Use(How.PASSED, call, text)


def compares(name: str | None, call: ast.Call) -> bool:
    """Whether `min` or `max` compares its arguments themselves; a starred one stands for several."""
    return name in tables.EXTREMES and len(call.args) > 1


def _method_argument(call: ast.Call, method: str) -> Use:
    if method in tables.STREAM_METHODS:
        return Use(How.STREAM, call, f".{method}()")
    if method in tables.KEEP_METHODS:
        return Use(How.KEEP, call, f".{method}()")
    return Use(How.PASSED, call, f".{method}()")


def _method(module: Module, attribute: ast.Attribute) -> Use:
    call = module.parent(attribute)
    if not (isinstance(call, ast.Call) and call.func is attribute):
        return Use(How.OTHER, attribute)
    if attribute.attr in tables.VIEWS and not call.args:
        return Use(How.THROUGH, call)
    if attribute.attr in tables.CHANGING_METHODS:
        return Use(How.CHANGE, call, f".{attribute.attr}()")
    return Use(How.OTHER, call, f".{attribute.attr}()")
