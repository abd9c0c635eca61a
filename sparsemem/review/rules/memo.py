"""SM212: a hand-written memo, or another container that only grows, from which nothing is ever taken out."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import last_name
from sparsemem.review.index.project import Project
from sparsemem.review.keeping.kept import kept_for_good
from sparsemem.review.keeping.loggers import unique_loggers
from sparsemem.review.key_origins import is_read_here, outside_key
from sparsemem.review.memo_entries import added, is_asked, is_empty_set
from sparsemem.review.memo_home import entry_of, homes_of, outlives
from sparsemem.review.memo_lookup import looks_up, makes_missing
from sparsemem.review.name_words import is_for_code, name_parts
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.source import FunctionNode, Module

_SERVICES = frozenset(
    {"backend", "client", "connection", "connector", "driver", "engine", "helper", "pool", "provider", "transport"}
)
_MANY = "as many as there are requests, files or rows"


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Stores into a dict that outlives the call, where the same function first looks the same key up."""
    seen = set()
    measured = _measured(module)
    homes = homes_of(module)
    for node in module.all(ast.Subscript):
        is_stored = isinstance(node.ctx, ast.Store) and isinstance(module.parent(node), ast.Assign)
        if not is_stored or isinstance(node.slice, ast.Constant) or _is_given(module, node):
            continue  # what is stored under a name that is written out is one; what callers hand in is registered
        function, store = module.function(node), entry_of(module, node.value) or node.value
        name = last_name(store)
        if function is None or name is None or (function, name) in seen:
            continue
        where = outlives(module, homes, function, store)
        if where and _is_kept(module, function, node) and not _evicted(project, measured, store, name):
            seen.add((function, name))
            yield _hit(module, function, node, store, where)
    yield from _one_for_each(module, project)
    yield from kept_for_good(module, project)
    yield from unique_loggers(module, project)


def _one_for_each(module: Module, project: Project) -> Iterator[Hit]:
    """`self.rooms.setdefault(user_id, [])`, `hits[ip] += 1`: one entry for each of what comes from outside."""
    seen, measured, homes = set(), _measured(module), homes_of(module)
    set_homes = homes_of(module, is_empty_set)
    for node, store, key in added(module):
        function = module.function(node)
        if function is None:
            continue
        is_set = isinstance(node, ast.Call) and ast.unparse(node.func) == f"{ast.unparse(store)}.add"
        if is_set:
            where = outlives(module, set_homes, function, store, is_empty_set)
            where = where if where in ("module", "class") and is_asked(function, store, key) else None
        else:
            where = outlives(module, homes, function, store)
        name = last_name(store)
        outside = outside_key(module, key) if where and name and name not in seen else None
        if where and name and outside and not _evicted(project, measured, store, name):
            seen.add(name)
            text = ast.unparse(store)
            message = f"{text} keeps all that it ever had: nothing takes any out; {outside}: {_MANY}"
            evidence: dict[str, object] = {"lives_with": where, "outside": outside}
            is_quiet = where in ("instance", "call") or isinstance(node, ast.Subscript)
            yield Hit(node, text, message, evidence=evidence, severity="note" if is_quiet else None)


def _is_given(module: Module, node: ast.Subscript) -> bool:
    """Whether what is stored is a parameter as it was given: `handlers[name] = handler`."""
    value = getattr(module.parent(node), "value", None)
    variable = module.variable(value) if isinstance(value, ast.Name) else None
    return variable is not None and isinstance(variable.only, ast.arg)


def _is_kept(module: Module, function: FunctionNode, node: ast.Subscript) -> bool:
    """Whether it is looked up, and made where it is not there: handed out, or one for each of what comes from
    outside, such as `self.rooms[user_id] = Room()`."""
    return looks_up(module, function, node) or (
        makes_missing(module, node) and outside_key(module, node.slice) is not None
    )


def _hit(module: Module, function: FunctionNode, node: ast.Subscript, kept_in: ast.expr, where: str) -> Hit:
    """A warning where its keys come from outside and it lives as long as the program: a memo of an instance goes with
    it, and other keys end with what the program itself defines."""
    store, outside = ast.unparse(kept_in), outside_key(module, node.slice)
    is_memo = looks_up(module, function, node)
    what = f"every result of {function.name}()" if is_memo else "all that it ever had"
    message = f"{store} keeps {what}: nothing takes any out"
    if outside is not None:
        message += f"; {outside}: {_MANY}"
    evidence: dict[str, object] = {"lives_with": where, "outside": outside}
    made = [last_name(one.func) or "" for one in ast.walk(module.statement(node)) if isinstance(one, ast.Call)]
    is_quiet = where in ("instance", "call") or _is_of_services(function.name, store, *made) or is_for_code(store)
    loud = outside is not None and not is_quiet and (is_memo or not is_read_here(module, node.slice))
    return Hit(node, store, message, _likely(module, node, where), evidence, None if loud else "note")


def _is_of_services(*names: str) -> bool:
    """Whether it keeps what there is one of for each service: `get_client(host, port)`, `_engines[url]`."""
    lasts = (name_parts(name)[-1:] for name in names)
    return any(last and last[0].removesuffix("s") in _SERVICES for last in lasts)


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
        "A dict that outlives the call, which a function looks a key up in and stores its result in, or in which it "
        "keeps or counts something for each user, address or file, and from which nothing is ever taken out. A list "
        "or set, of the module or a class, that gets more for each request, event or round of an endless loop; "
        "tasks, futures, threads and processes that stay in a container when they are done; and `logging.getLogger` "
        "by a name that has no end, for the logging module keeps them all."
    ),
    why=(
        "It grows with the number of different keys, or with each call, until the process ends, and its entries, "
        "made one at a time between other work, keep arenas from going back."
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
    safe=(
        "Always, where results are recomputed equal. Identity is lost: two calls may return two equal objects. A "
        "task that is taken out when it is done was kept long enough: `task.add_done_callback(tasks.discard)`."
    ),
    remedy="use lru_cache(maxsize=...) or a cachetools cache with a bound, or take old entries out",
    severity="warning",
    check=check,
)
