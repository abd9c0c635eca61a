"""How many rows a query brings, judged by its text where that is written out."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.batches import is_batch
from sparsemem.review.class_values import class_values
from sparsemem.review.name_words import name_parts, size_by_name
from sparsemem.review.rule import Likely
from sparsemem.source import Module, Variable, place

_SMALL = re.compile(
    r"^\s*(?:pragma|show|describe|explain)\b|\b(?:information_schema|sqlite_(?:master|schema)|pg_\w+|\w+_catalog"
    r"|pragma_\w+|current_\w+|sys\.\w+|all_tab\w*|duckdb_\w+)\b"
    r"|\bfrom\s+\w*(?:_version|migrations?)\b|\blimit\s+\d{1,4}\b|\bcount\s*\(",
    re.IGNORECASE,
)
"""Of a database's own catalogue, of the versions of a schema, or with a limit."""
_QUERY = re.compile(r"\s*(?:select|with|pragma|show)\s", re.IGNORECASE)
_CHOOSING = re.compile(r"\b(?:where|having|returning|group\s+by|distinct|limit|top)\b", re.IGNORECASE)
_TABLE = re.compile(r"\bfrom\s+[\w.\"`]*?(\w+)[\"`]?(?=\s|;|$)", re.IGNORECASE)
_KINDS = """
    catalogs clusters columns connections constraints databases indexes indices keyspaces namespaces privileges roles
    schemas secrets sequences sinks tables triggers views
"""
_CATALOGUE = frozenset(_KINDS.split())
_CATALOGUE_NAMES = re.compile(
    r"(?:^|_)(?:catalog|table|column|schema|index|view|db|database|collection)_names?(?:_|$)"
)
_PARTS = frozenset({"batch", "batched", "batches", "chunk", "chunked", "chunks"})
_LISTING = frozenset({"all", "describe", "find", "get", "list", "show"})
CHOOSING_METHODS = frozenset(
    {"where", "filter", "filter_by", "having", "group_by", "distinct", "limit", "fetch", "returning", "top", "top_k"}
)
"""Of what builds a query: it brings as many rows as are chosen, as there are groups, or as were put in."""


def likely_rows(module: Module, fetch: ast.Call) -> Likely:
    """Of the query whose rows a call fetches: LARGE for a whole table, and where the text comes from elsewhere."""
    if isinstance(fetch.func, ast.Attribute) and is_batch(module, fetch.func.value):
        return Likely.UNKNOWN
    query = _query(module, fetch)
    nodes = list(_made_of(module, query)) if query else []
    texts, called = list(_texts(nodes)), set(_called(nodes))
    if any(_SMALL.search(text) for text in [*texts, *called]) or _is_explained(module, fetch):
        return Likely.SMALL
    if any(size_by_name(table) is Likely.SMALL for text in texts for table in _TABLE.findall(text)):
        return Likely.SMALL
    function = module.function(fetch)
    around = function.name if function else ""
    if around in _CATALOGUE or any(map(_is_of_catalogue, [*called, around])):
        return Likely.SMALL
    if any(_is_part(module, node) for node in nodes):
        return Likely.UNKNOWN
    chosen = called & CHOOSING_METHODS or any(_CHOOSING.search(text) for text in texts)
    return Likely.UNKNOWN if chosen else Likely.LARGE


def _is_part(module: Module, node: ast.AST) -> bool:
    """Whether a loop gives it parts of what is asked for: `for ids in chunks(...)`."""
    variable = module.variable(node) if isinstance(node, ast.Name) else None
    loops = [module.parent(target) for target in variable.bindings] if variable else []
    return any(
        isinstance(loop, ast.For) and not _PARTS.isdisjoint(name_parts(ast.unparse(loop.iter))) for loop in loops
    )


def _is_of_catalogue(name: str) -> bool:
    """Whether it says that it lists what a database has few of: `list_tables`, `getSchemas`, `list_tables_query`."""
    parts = [part for part in name_parts(name) if part not in ("name", "names", "query", "sql")]
    is_list = len(parts) > 1 and parts[0] in _LISTING and parts[-1] in _CATALOGUE
    return is_list or _CATALOGUE_NAMES.search("_".join(name_parts(name))) is not None


def _is_explained(module: Module, fetch: ast.Call) -> bool:
    """Whether it runs under `if explain:`."""
    around = (
        one for one in module.ancestors(fetch) if isinstance(one, ast.If) and "explain" in ast.unparse(one.test)
    )
    return any(fetch in ast.walk(statement) for one in around for statement in one.body)


def _query(module: Module, fetch: ast.Call) -> ast.Call | None:
    """The call that ran it: the receiver itself, what that name is bound to, or what it executed last."""
    receiver = fetch.func.value if isinstance(fetch.func, ast.Attribute) else None
    receiver = receiver.value if isinstance(receiver, ast.Await) else receiver
    if isinstance(receiver, ast.Call):
        return receiver
    if receiver is None:
        return None
    around = module.function(fetch) or module.tree
    calls = [node for node in ast.walk(around) if isinstance(node, ast.Call) and place(node) < place(fetch)]
    ran = [call for call in calls if (_runs(call) and _is_on(call, receiver)) or _gives(module, call, receiver)]
    # A method of the program's own may run it: `self.run("select ...")`, then `self.cursor.fetchall()`.
    return max(ran or [call for call in calls if _has_query(call)], key=place, default=None)


def _has_query(call: ast.Call) -> bool:
    return any(_QUERY.match(text) for argument in call.args for text in _texts(list(ast.walk(argument))))


def _runs(call: ast.Call) -> bool:
    """`execute`, `execute_sql`, `exec_driver_sql`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return "exec" in name


def _is_on(call: ast.Call, receiver: ast.expr) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.dump(call.func.value) == ast.dump(receiver)


def _gives(module: Module, call: ast.Call, receiver: ast.expr) -> bool:
    """Whether it makes the receiver: `rows = db.execute(...)`, also in a `with`; `db.cursor()` runs nothing yet."""
    around = module.parent(call)
    if not _runs(call) and not call.args:
        return False
    if isinstance(around, ast.Await):
        around = module.parent(around)
    target = around.optional_vars if isinstance(around, ast.withitem) else None
    if isinstance(around, ast.Assign):
        target = around.targets[0]
    return isinstance(target, ast.Name) and isinstance(receiver, ast.Name) and target.id == receiver.id


def _made_of(module: Module, query: ast.Call) -> Iterator[ast.AST]:
    """The nodes of what a query is made of, also of what its names were bound to before, and its attributes."""
    waiting: list[ast.AST] = [query.func, *query.args, *query.keywords]
    seen: set[Variable | str] = set()
    for node in (node for one in waiting for node in ast.walk(one)):
        yield node
        if isinstance(node, ast.Attribute) and node.attr not in seen:
            seen.add(node.attr)
            waiting += class_values(module, node.attr)
        variable = module.variable(node) if isinstance(node, ast.Name) else None
        if variable is not None and variable not in seen:
            seen.add(variable)
            waiting += _bound_before(module, variable, place(module.statement(query)))


def _bound_before(module: Module, variable: Variable, start: tuple[int, int]) -> Iterator[ast.expr]:
    """What statements before bind a name to, back to the last that does not make it from what it was."""
    for target in sorted(variable.bindings, key=place, reverse=True):
        statement = module.parent(target)
        statement = module.parent(statement) if isinstance(statement, ast.Tuple) else statement
        is_bound = isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr)
        value = statement.value if is_bound and place(target) < start else None  # type: ignore[union-attr]
        if value is not None and not _is_explained(module, value):
            yield value
            if not isinstance(statement, ast.AugAssign) and variable.name not in _names(value):
                return


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _texts(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield node.value if isinstance(node.value, str) else node.value.decode(errors="replace")


def _called(nodes: list[ast.AST]) -> Iterator[str]:
    """What makes it, as `Explain(...)` and `select(...).where(...)`, or `group_by=` of a call."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
