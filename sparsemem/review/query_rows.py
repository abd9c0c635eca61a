"""How many rows a query brings, judged by its text where that is written out."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.class_values import class_values
from sparsemem.review.name_words import size_by_name
from sparsemem.review.rule import Likely
from sparsemem.source import Module, assigned, place

_SMALL = re.compile(
    r"^\s*(?:pragma|show|describe|explain)\b|\b(?:information_schema|sqlite_master|pg_\w+|current_\w+|sys\.\w+|all_tab\w*)\b"
    r"|\bfrom\s+\w*(?:_version|migrations?)\b|\blimit\s+\d{1,4}\b|\bcount\s*\(",
    re.IGNORECASE,
)
"""Of a database's own catalogue, of the versions of a schema, or with a limit."""
_QUERY = re.compile(r"\s*(?:select|with|pragma|show)\s", re.IGNORECASE)
_CHOOSING = re.compile(r"\b(?:where|having|group\s+by|distinct|limit|top)\b", re.IGNORECASE)
_TABLE = re.compile(r"\bfrom\s+[\w.\"`]*?(\w+)[\"`]?(?=\s|;|$)", re.IGNORECASE)
_CHOOSING_METHODS = frozenset(
    {"where", "filter", "filter_by", "having", "group_by", "distinct", "limit", "fetch", "top", "top_k"}
)
"""Of what builds a query: it brings as many rows as are chosen, or as there are groups."""


def likely_rows(module: Module, fetch: ast.Call) -> Likely:
    """Of the query whose rows a call fetches: LARGE for a whole table, and where the text comes from elsewhere."""
    query = _query(module, fetch)
    texts, called = (list(_texts(module, query)), set(_called(module, query))) if query else ([], set())
    if any(_SMALL.search(text) for text in [*texts, *called]) or _is_explained(module, fetch):
        return Likely.SMALL
    if any(size_by_name(table) is Likely.SMALL for text in texts for table in _TABLE.findall(text)):
        return Likely.SMALL
    chosen = called & _CHOOSING_METHODS or any(_CHOOSING.search(text) for text in texts)
    return Likely.UNKNOWN if chosen else Likely.LARGE


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
    function = module.function(fetch)
    if receiver is None or function is None:
        return None
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and place(node) < place(fetch)]
    ran = [call for call in calls if (_runs(call) and _is_on(call, receiver)) or _gives(module, call, receiver)]
    # A method of the program's own may run it: `self.run("select ...")`, then `self.cursor.fetchall()`.
    return max(ran or [call for call in calls if _has_query(call)], key=place, default=None)


def _has_query(call: ast.Call) -> bool:
    return any(_QUERY.match(text) for argument in call.args for text in _constants(argument))


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


def _texts(module: Module, query: ast.Call) -> Iterator[str]:
    """The constants in its arguments, also of a name that was bound to them before."""
    for argument in (*query.args, *(keyword.value for keyword in query.keywords)):
        for node in ast.walk(argument):
            if isinstance(node, ast.Name):
                yield from _constants(_bound_before(module, node))
            elif isinstance(node, ast.Attribute):
                for value in class_values(module, node.attr):
                    yield from _constants(value)
        yield from _constants(argument)


def _bound_before(module: Module, name: ast.Name) -> ast.expr | None:
    """What a name was bound to last, in a statement before."""
    variable, start = module.variable(name), place(module.statement(name))
    earlier = [one for one in variable.bindings if place(one) < start] if variable else []
    return assigned(module, max(earlier, key=place)) if earlier else None


def _called(module: Module, query: ast.Call) -> Iterator[str]:
    """What makes the query, as `Explain(...)` and `select(...).where(...)`, also by names that it has on the way."""
    waiting: list[ast.expr] = list(query.args)
    seen: set[ast.AST] = set()
    for node in (node for one in waiting for node in ast.walk(one)):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        elif isinstance(node, ast.Name) and node not in seen:
            seen.add(node)
            value = _bound_before(module, node)
            waiting += [value] if value is not None else []


def _constants(node: ast.AST | None) -> Iterator[str]:
    for inner in ast.walk(node) if node else ():
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str | bytes):
            yield inner.value if isinstance(inner.value, str) else inner.value.decode(errors="replace")
