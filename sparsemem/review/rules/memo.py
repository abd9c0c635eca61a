"""SM212: a hand-written memo from which nothing is ever taken out."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import last_name
from sparsemem.review.index.project import Project
from sparsemem.review.key_origins import outside_key
from sparsemem.review.memo_home import homes_of, outlives
from sparsemem.review.memo_lookup import looks_up, makes_missing
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.source import FunctionNode, Module

_MANY = "as many as there are requests, files or rows"


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Stores into a dict that outlives the call, where the same function first looks the same key up."""
    seen = set()
    measured = _measured(module)
    homes = homes_of(module)
    for node in module.all(ast.Subscript):
        if not isinstance(node.ctx, ast.Store) or not isinstance(module.parent(node), ast.Assign):
            continue
        function = module.function(node)
        name = last_name(node.value)
        if function is None or name is None or (function, name) in seen:
            continue
        where = outlives(module, homes, function, node.value)
        if where and _is_kept(module, function, node) and not _evicted(project, measured, node.value, name):
            seen.add((function, name))
            yield _hit(module, function, node, where)
    yield from _set_defaults(module, project)


def _set_defaults(module: Module, project: Project) -> Iterator[Hit]:
    """`self.rooms.setdefault(user_id, [])`: one entry for each of what comes from outside."""
    seen, measured, homes = set(), _measured(module), homes_of(module)
    for call in module.all(ast.Call):
        function, func = module.function(call), call.func
        if function is None or not isinstance(func, ast.Attribute) or func.attr != "setdefault" or not call.args:
            continue
        where, name = outlives(module, homes, function, func.value), last_name(func.value)
        outside = outside_key(module, call.args[0]) if where and name and name not in seen else None
        if where and name and outside and not _evicted(project, measured, func.value, name):
            seen.add(name)
            store = ast.unparse(func.value)
            message = f"{store} keeps all that it ever had: nothing takes any out; {outside}: {_MANY}"
            evidence: dict[str, object] = {"lives_with": where, "outside": outside}
            yield Hit(call, store, message, evidence=evidence, severity="note" if where == "instance" else None)


def _is_kept(module: Module, function: FunctionNode, node: ast.Subscript) -> bool:
    """Whether it is looked up, and made where it is not there: handed out, or one for each of what comes from
    outside, such as `self.rooms[user_id] = Room()`."""
    return looks_up(module, function, node) or (
        makes_missing(module, node) and outside_key(module, node.slice) is not None
    )


def _hit(module: Module, function: FunctionNode, node: ast.Subscript, where: str) -> Hit:
    """A warning where its keys come from outside and it lives as long as the program: a memo of an instance goes with
    it, and other keys end with what the program itself defines."""
    store, outside = ast.unparse(node.value), outside_key(module, node.slice)
    what = f"every result of {function.name}()" if looks_up(module, function, node) else "all that it ever had"
    message = f"{store} keeps {what}: nothing takes any out"
    if outside is not None:
        message += f"; {outside}: {_MANY}"
    evidence: dict[str, object] = {"lives_with": where, "outside": outside}
    loud = outside is not None and where != "instance"
    return Hit(node, store, message, _likely(module, node, where), evidence, None if loud else "note")


def _measured(module: Module) -> set[str]:
    """What `len()` is taken of in a comparison: such a store has a bound."""
    return {
        ast.unparse(call.args[0])
        for call in module.all(ast.Call)
        if call.args and module.dotted(call.func) == "builtins.len" and isinstance(module.parent(call), ast.Compare)
    }


def _evicted(project: Project, measured: set[str], store: ast.expr, name: str) -> bool:
    """Whether anything, anywhere in the project, may take entries out of something of this name."""
    if name in project.evicted or (isinstance(store, ast.Attribute) and name in project.cleared):
        return True
    return ast.unparse(store) in measured


def _likely(module: Module, node: ast.Subscript, where: str) -> Likely:
    """Keys that are types are few; a memo in an instance goes with it."""
    key = ast.unparse(node.slice)
    few = key in ("cls", "type", "klass", "self.__class__") or key.startswith("type(") or key.endswith("__class__")
    return Likely.SMALL if few else Likely.UNKNOWN


RULE = Rule(
    code="SM212",
    name="memo-without-eviction",
    finds=(
        "A dict that outlives the call, which a function looks a key up in and stores its result in, and from which "
        "nothing is ever taken out."
    ),
    why=(
        "It grows with the number of different keys until the process ends, and its entries, made one at a time "
        "between other work, keep arenas from going back."
    ),
    example=snippet(
        """
        _users = {}


        def user(key):
            if key not in _users:
                _users[key] = load(key)
            return _users[key]
        """
    ),
    instead=snippet(
        """
        from functools import lru_cache


        @lru_cache(maxsize=10_000)
        def user(key):
            return load(key)
        """
    ),
    safe="Always, where results are recomputed equal. Identity is lost: two calls may return two equal objects.",
    remedy="use lru_cache(maxsize=...) or a cachetools cache with a bound, or take old entries out",
    severity="warning",
    check=check,
)
