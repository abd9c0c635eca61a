"""SM213: a bounded or TTL cache that holds a second copy, or whose bound is beyond reach."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import last_name, own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.memo_home import homes_of, is_empty_dict
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.source import FunctionNode, Module, assigned

_BEYOND = 1_000_000
"""Entries: with the smallest key and value that pymalloc has, over 100 MB with the table of the dict."""
_CACHES = frozenset(
    f"cachetools.{name}"
    for name in ("TTLCache", "LRUCache", "LFUCache", "FIFOCache", "RRCache", "TLRUCache", "Cache")
)
_BOUNDED = _CACHES | {"functools.lru_cache", "async_lru.alru_cache"}
_ENDLESS = frozenset({"math.inf", "sys.maxsize", "numpy.inf"})
_COPIES = frozenset({"copy.deepcopy", "copy.copy"})


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Bounds that no program reaches; then values that go into a cache and into another container."""
    for call in module.all(ast.Call):
        name = module.dotted(call.func)
        if name in _BOUNDED:
            bound = _bound(module, call)
            if bound is not None and bound >= _BEYOND:
                said = "no bound at all" if bound == float("inf") else f"{int(bound):,} entries"
                short = (name or "").rpartition(".")[2]
                message = f"{short} is bounded at {said}: memory runs out before it evicts"
                yield Hit(call, short, message, Likely.UNKNOWN, {"maxsize": said})
    stores = {name for target in _cache_targets(module) if (name := last_name(target))}
    for function in module.functions() if stores else ():
        yield from _second_copies(module, function, stores)
    yield from _read_from_memory(module, project)


def _bound(module: Module, call: ast.Call) -> float | None:
    node = next((k.value for k in call.keywords if k.arg == "maxsize"), call.args[0] if call.args else None)
    return None if node is None else _number(module, node)


def _number(module: Module, node: ast.expr) -> float | None:
    """The value of a constant expression: numbers, products, powers, shifts, infinities, constants of the module."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if module.dotted(node) in _ENDLESS:
        return float("inf")
    if isinstance(node, ast.Call) and module.dotted(node.func) == "builtins.float":
        inner = node.args[0] if node.args else None
        return float("inf") if isinstance(inner, ast.Constant) and inner.value in ("inf", "Infinity") else None
    if isinstance(node, ast.BinOp):
        return _product(node.op, _number(module, node.left), _number(module, node.right))
    variable = module.variable(node)
    if variable is None or len(variable.bindings) != 1 or variable.scope.kind != "module":
        return None
    value = assigned(module, variable.bindings[0])
    return _number(module, value) if isinstance(value, ast.Constant | ast.BinOp | ast.Call) else None


def _product(op: ast.operator, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or max(abs(left), abs(right)) > 1 << 60:
        return None
    match op:
        case ast.Mult():
            return left * right
        case ast.Pow() if right < 64:
            return float(left**right)
        case ast.LShift() if right < 64:
            return left * 2**right
    return None


def _cache_targets(module: Module) -> Iterator[ast.expr]:
    for statement in module.all(ast.Assign):
        if isinstance(statement.value, ast.Call) and module.dotted(statement.value.func) in _CACHES:
            yield from statement.targets


def _second_copies(module: Module, function: FunctionNode, stores: set[str]) -> Iterator[Hit]:
    """Assignments into a cache of a copy, or of a value that the function also puts into a lasting container."""
    assigns = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    elsewhere = {
        node.value.id: ast.unparse(target.value)
        for node in assigns
        for target in node.targets
        if isinstance(node.value, ast.Name)
        and isinstance(target, ast.Subscript)
        and _lasting(module, target.value)
        and last_name(target.value) not in stores
    }
    for node in assigns:
        target = node.targets[0]
        if not isinstance(target, ast.Subscript) or last_name(target.value) not in stores:
            continue
        cache = ast.unparse(target.value)
        if isinstance(node.value, ast.Call) and module.dotted(node.value.func) in _COPIES:
            yield Hit(node, cache, f"{cache} holds a copy of its own of what the caller has", evidence={})
        elif isinstance(node.value, ast.Name) and node.value.id in elsewhere:
            yield _double(node, cache, elsewhere[node.value.id])


def _double(node: ast.AST, cache: str, other: str) -> Hit:
    message = f"{cache} holds what {other} holds too: evicting an entry frees nothing"
    return Hit(node, cache, message, evidence={"held_by": other})


def _read_from_memory(module: Module, project: Project) -> Iterator[Hit]:
    """`hot[title] = text` after `text = self.texts[title]`: a cache with a bound, of what a dict beside it holds."""
    homes = homes_of(module, _is_dict)
    measured = {ast.unparse(call.args[0]) for call in module.all(ast.Call) if _is_measured(module, call)}
    for one in module.all(ast.Assign):
        match one:
            case ast.Assign(targets=[ast.Subscript(value=cache, slice=key)], value=ast.Name() as value):
                variable, owner = module.variable(value), module.enclosing(one, ast.ClassDef)
                bound = {*measured} & {ast.unparse(cache)} and last_name(cache) in project.evicted
                sources = [assigned(module, target) for target in variable.bindings] if variable and bound else []
            case _:
                continue
        for source in sources:
            match source:
                case ast.Subscript(value=held, slice=asked) if (owner, own_attribute(held)) in homes:
                    if ast.unparse(asked) == ast.unparse(key) and ast.unparse(held) != ast.unparse(cache):
                        yield _double(one, ast.unparse(cache), ast.unparse(held))


def _is_dict(module: Module, value: ast.expr | None) -> bool:
    return is_empty_dict(module, value) or isinstance(value, ast.Dict | ast.DictComp)


def _is_measured(module: Module, call: ast.Call) -> bool:
    is_length = bool(call.args) and module.dotted(call.func) == "builtins.len"
    return is_length and isinstance(module.parent(call), ast.Compare)


def _lasting(module: Module, store: ast.expr) -> bool:
    variable = module.variable(store)
    return isinstance(store, ast.Attribute) or (variable is not None and variable.scope.kind == "module")


RULE = Rule(
    code="SM213",
    name="cache-bound-beyond-reach",
    finds=(
        "A cache whose bound is a million entries or more, or infinite, and a bounded cache that holds a copy of "
        "what is held elsewhere."
    ),
    why=(
        "A bound that memory does not allow is none: the process is killed before the first eviction. Where another "
        "container holds the same value, evicting it frees nothing."
    ),
    example=snippet(
        """
        from cachetools import TTLCache

        sessions = TTLCache(maxsize=10**9, ttl=600)
        """
    ),
    instead=snippet(
        """
        from cachetools import TTLCache

        sessions = TTLCache(maxsize=20_000, ttl=600)
        """
    ),
    safe="Always; choose the bound as the memory that the cache may take divided by the size of one entry.",
    remedy="bound it by what fits: memory for the cache divided by the size of an entry",
    severity="warning",
    check=check,
)
