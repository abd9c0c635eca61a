"""Functions that build one container and return it: their parts, or why they cannot become generators."""

import ast
from dataclasses import dataclass

from sparsemem.rewrite.program import Function, Program
from sparsemem.rewrite.proof.follow import own_nodes
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.containers import empty
from sparsemem.source.flow import assigned, loops, place, repeats
from sparsemem.source.module import Module
from sparsemem.source.scope import FunctionNode, Variable

_FRAMES = frozenset(f"builtins.{name}" for name in ("locals", "vars", "eval", "exec", "dir"))
_GROUPING = frozenset({"collections.defaultdict", "collections.Counter"})
LAZY = frozenset({"csv.reader", "csv.DictReader", "builtins.map", "builtins.filter", "builtins.zip",
                  "builtins.enumerate", "itertools.chain"})  # fmt: skip
_DEEP = 4
_BROAD = frozenset({"builtins.BaseException", "builtins.GeneratorExit"})


@dataclass(frozen=True, slots=True)
class Fill:
    """A statement that puts something in: `kind` is append, extend or item."""

    kind: str
    statement: ast.Expr | ast.Assign | ast.AugAssign
    key: ast.expr | None
    value: ast.expr


@dataclass(frozen=True, slots=True)
class Producer:
    """A function that builds one list or dict and returns it."""

    function: Function
    result: str
    """`list` or `dict`."""
    built: ast.ListComp | ast.DictComp | ast.Call | None
    """The comprehension, or `list` of something lazy, that it returns; None where it fills a local one."""
    start: ast.stmt | None
    """The statement that makes the local one, empty."""
    fills: tuple[Fill, ...]
    returns: tuple[ast.Return, ...]


def producer_of(program: Program, function: Function) -> Producer | Reason | None:
    """The parts of a function that builds a container; None for a function that does anything else."""
    known: dict[object, Producer | Reason | None] = program.known_producers
    if function.node not in known:
        known[function.node] = _producer_of(program, function)
    return known[function.node]


def _producer_of(program: Program, function: Function) -> Producer | Reason | None:
    module, node = function.module, function.node
    own = own_nodes(node)
    if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in own):
        return None
    returns = [part for part in own if isinstance(part, ast.Return)]
    kinds = [_returned(program, module, part.value) for part in returns]
    built = [part.value for part, kind in zip(returns, kinds, strict=True) if kind == "comprehension"]
    names = {module.variable(r.value) for r, k in zip(returns, kinds, strict=True) if k == "local" and r.value}
    if not built and not names - {None}:
        return _tuple(program, module, returns)
    reason = _form(program, function, kinds, len(built) + len(names))
    if reason is not None:
        return reason
    empties = [part for part, kind in zip(returns, kinds, strict=True) if kind == "empty"]
    if built:
        whole = built[0]
        if isinstance(whole, ast.SetComp):
            return Reason.DEDUPLICATES
        assert isinstance(whole, ast.ListComp | ast.DictComp | ast.Call)
        result = "dict" if isinstance(whole, ast.DictComp) else "list"
        found = Producer(function, result, whole, None, (), tuple(returns))
    else:
        (variable,) = names
        assert variable is not None
        local = _local(module, function, variable, tuple(returns))
        if isinstance(local, Reason):
            return local
        if any(_comes_after_a_fill(module, part, local.fills) for part in empties):
            return Reason.MIXED_RETURNS
        found = local
    return _inside(program, function, found) or found


def _returned(program: Program, module: Module, value: ast.expr | None) -> str:
    if listed(program, module, value) is not None or isinstance(value, ast.ListComp | ast.DictComp | ast.SetComp):
        return "comprehension"
    if value is not None and empty(module, value):
        return "empty"
    variable = module.variable(value) if isinstance(value, ast.Name) else None
    if variable is not None and variable.scope.kind == "function":
        values = [assigned(module, binding) for binding in variable.bindings]
        if any(made is not None and (empty(module, made) or _is_grouping(module, made)) for made in values):
            return "local"
    return "other"


def _is_grouping(module: Module, node: ast.expr) -> bool:
    """`defaultdict(list)`, `Counter()`: made to be read while it is filled."""
    return isinstance(node, ast.Call) and module.dotted(node.func) in _GROUPING


def _tuple(program: Program, module: Module, returns: list[ast.Return]) -> Reason | None:
    for part in returns:
        if isinstance(part.value, ast.Tuple) and "local" in [
            _returned(program, module, item) for item in part.value.elts
        ]:
            return Reason.RETURNED_IN_TUPLE
    return None


def _form(program: Program, function: Function, kinds: list[str], sources: int) -> Reason | None:
    node, module = function.node, function.module
    if isinstance(node, ast.AsyncFunctionDef):
        return Reason.ASYNC
    owner = module.owner_class(node)
    if function.is_decorated or (function.is_static and owner and isinstance(module.parent(owner), ast.ClassDef)):
        return Reason.DECORATED
    if module.owner_class(node) and program.overridden(function):
        return Reason.OVERRIDDEN
    if program.is_replaced(function):
        return Reason.OVERRIDDEN
    if "other" in kinds or sources != 1 or not ends_by_leaving(node.body):
        return Reason.MIXED_RETURNS
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    if any((found := program.callee(module, call)) and found.node is node for call in calls):
        return Reason.RECURSIVE
    if any(module.dotted(call.func) in _FRAMES for call in calls):
        return Reason.SCOPE
    return None if defaults_are_constant(node) else Reason.COMPUTED_DEFAULT


def defaults_are_constant(node: FunctionNode) -> bool:
    """Whether it makes no difference that the defaults of the parameters are evaluated twice."""
    return all(map(_is_constant, [*node.args.defaults, *filter(None, node.args.kw_defaults)]))


def ends_by_leaving(body: list[ast.stmt]) -> bool:
    """Whether the end of a block is never come to."""
    match body[-1]:
        case ast.Return() | ast.Raise():
            return True
        case ast.With(body=inner):
            return ends_by_leaving(inner)
        case ast.If(body=inner, orelse=other) if other:
            return ends_by_leaving(inner) and ends_by_leaving(other)
        case ast.Try(body=inner, handlers=handlers, orelse=other):
            return ends_by_leaving(other or inner) and all(ends_by_leaving(handler.body) for handler in handlers)
    return False


def listed(program: Program, module: Module, node: ast.expr | None) -> ast.expr | None:
    """What `list(...)` is called on, where that is lazy and made on the spot."""
    if not isinstance(node, ast.Call) or module.dotted(node.func) != "builtins.list" or len(node.args) != 1:
        return None
    inner = node.args[0]
    if isinstance(inner, ast.GeneratorExp):
        return inner
    if not isinstance(inner, ast.Call):
        return None
    if module.dotted(inner.func) in LAZY:
        return inner
    callee = program.callee(module, inner)
    yields = callee and any(isinstance(part, ast.Yield | ast.YieldFrom) for part in own_nodes(callee.node))
    return inner if yields else None


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    if isinstance(node, ast.Tuple):
        return all(map(_is_constant, node.elts))
    return isinstance(node, ast.Constant)


def _local(
    module: Module, function: Function, variable: Variable, returns: tuple[ast.Return, ...]
) -> Producer | Reason:
    stores = [b for b in variable.bindings if not isinstance(module.parent(b), ast.AugAssign)]
    made = assigned(module, stores[0]) if len(stores) == 1 else None
    start = module.statement(stores[0])
    if made is None or start not in function.node.body or not isinstance(start, ast.Assign | ast.AnnAssign):
        return Reason.NOT_A_PRODUCER
    kind = empty(module, made)
    if kind == "set":
        return Reason.DEDUPLICATES
    if _is_grouping(module, made):
        return Reason.AGGREGATES
    added = [module.parent(binding) for binding in variable.bindings]
    sums = [s for s in added if isinstance(s, ast.AugAssign) and isinstance(s.op, ast.Add)]
    fills = [Fill("extend", s, None, s.value) for s in sums]
    if len(fills) + 1 != len(variable.bindings) or (fills and kind != "list"):
        return Reason.NOT_A_PRODUCER
    for use in variable.references:
        if isinstance(module.parent(use), ast.Return):
            continue
        fill = _fill(module, use, kind or "")
        if fill is None:
            return _misuse(module, function, use)
        fills.append(fill)
    if not any(repeats(module, start, fill.statement) for fill in fills):
        return Reason.NOT_A_PRODUCER
    if any(module.enclosing(f.statement, ast.FunctionDef, ast.AsyncFunctionDef) is not function.node for f in fills):
        return Reason.NOT_A_PRODUCER
    return Producer(function, kind or "", None, start, tuple(fills), returns)


def _fill(module: Module, use: ast.Name, kind: str) -> Fill | None:
    parent = module.parent(use)
    around = module.parent(parent) if parent else None
    if isinstance(parent, ast.Attribute) and isinstance(around, ast.Call) and kind == "list":
        statement = module.parent(around)
        simple = len(around.args) == 1 and not around.keywords and not isinstance(around.args[0], ast.Starred)
        if parent.attr in ("append", "extend") and isinstance(statement, ast.Expr) and simple:
            return Fill(parent.attr, statement, None, around.args[0])
    if isinstance(parent, ast.Subscript) and isinstance(around, ast.Assign) and kind == "dict":
        simple = around.targets == [parent] and not isinstance(parent.slice, ast.Slice)
        return Fill("item", around, parent.slice, around.value) if simple else None
    return None


def _comes_after_a_fill(module: Module, part: ast.Return, fills: tuple[Fill, ...]) -> bool:
    """Whether something may have been put in when a function returns nothing instead."""
    around = set(loops(module, part))
    return any(
        place(fill.statement) < place(part) or not around.isdisjoint(loops(module, fill.statement)) for fill in fills
    )


def _misuse(module: Module, function: Function, use: ast.Name) -> Reason:
    """The container is used otherwise: inside the loop it is read, after it something is done to it."""
    parent = module.parent(use)
    if repeats(module, function.node.body[0], use) or isinstance(parent, ast.Subscript | ast.AugAssign):
        return Reason.AGGREGATES
    around = module.parent(parent) if parent else None
    if isinstance(parent, ast.Attribute) and parent.attr == "sort" and isinstance(around, ast.Call):
        return Reason.SORTED_BARRIER
    if isinstance(parent, ast.Tuple):
        return Reason.RETURNED_IN_TUPLE
    return Reason.NOT_A_PRODUCER


def _inside(program: Program, function: Function, producer: Producer) -> Reason | None:
    """What stands around or in the places that would yield."""
    module = function.module
    whole: list[ast.AST] = [producer.built] if producer.built else [fill.statement for fill in producer.fills]
    if any(isinstance(node, ast.NamedExpr) for part in whole[:1] if producer.built for node in ast.walk(part)):
        return Reason.SCOPE
    for part in own_nodes(function.node):
        if isinstance(part, ast.Await):
            return Reason.ASYNC
    if ends(program, function):
        return Reason.BARE_NEXT
    for part in whole:
        for around in module.ancestors(part):
            if around is function.node:
                break
            if isinstance(around, ast.Try | ast.TryStar) and any(_is_broad(module, h) for h in around.handlers):
                return Reason.SWALLOWS_EXIT
    return None


def ends(program: Program, function: Function, depth: int = _DEEP) -> bool:
    """Whether StopIteration may come out of a function: in a generator it becomes RuntimeError."""
    module = function.module
    for part in own_nodes(function.node):
        if isinstance(part, ast.Name) and part.id == "StopIteration":
            return True
        if not isinstance(part, ast.Call):
            continue
        if module.dotted(part.func) == "builtins.next" and len(part.args) == 1:
            return True
        if isinstance(part.func, ast.Attribute) and part.func.attr == "__next__":
            return True
        callee = program.callee(module, part)
        if callee is not None and depth and callee.node is not function.node and ends(program, callee, depth - 1):
            return True
    return False


def _is_broad(module: Module, handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or module.dotted(kind) in _BROAD for kind in kinds)
