"""How many rows a query brings, judged by its text where that is written out."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.class_values import class_values
from sparsemem.review.rule import Likely
from sparsemem.source import Module, assigned, place

_SMALL = re.compile(
    r"^\s*(?:pragma|show|describe|explain)\b|\b(?:information_schema|sqlite_master|pg_\w+|current_\w+|sys\.\w+|all_tab\w*)\b"
    r"|\bfrom\s+\w*(?:_version|migrations?)\b|\blimit\s+\d{1,4}\b|\bcount\s*\(",
    re.IGNORECASE,
)
"""Of a database's own catalogue, of the versions of a schema, or with a limit."""
_QUERY = re.compile(r"\s*(?:select|with|pragma|show)\s", re.IGNORECASE)
_CHOOSING = re.compile(r"\bwhere\b", re.IGNORECASE)


def likely_rows(module: Module, fetch: ast.Call) -> Likely:
    """Of the query whose rows a call fetches: LARGE for a whole table, and where the text comes from elsewhere."""
    query = _query(module, fetch)
    texts = list(_texts(module, query)) if query else []
    if any(_SMALL.search(text) for text in [*texts, *(_called(query) if query else ())]):
        return Likely.SMALL
    return Likely.UNKNOWN if any(_CHOOSING.search(text) for text in texts) else Likely.LARGE


def _query(module: Module, fetch: ast.Call) -> ast.Call | None:
    """The call that ran it: the receiver itself, what that name is bound to, or what it executed last."""
    receiver = fetch.func.value if isinstance(fetch.func, ast.Attribute) else None
    if isinstance(receiver, ast.Call):
        return receiver
    function = module.function(fetch)
    if receiver is None or function is None:
        return None
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and place(node) < place(fetch)]
    ran = [call for call in calls if _runs(call) and _is_of(module, call, receiver)]
    # A method of the program's own may run it: `self.run("select ...")`, then `self.cursor.fetchall()`.
    return max(ran or [call for call in calls if _has_query(call)], key=place, default=None)


def _has_query(call: ast.Call) -> bool:
    return any(_QUERY.match(text) for argument in call.args for text in _constants(argument))


def _runs(call: ast.Call) -> bool:
    """`execute`, `execute_sql`, `exec_driver_sql`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return "exec" in name


def _is_of(module: Module, call: ast.Call, receiver: ast.expr) -> bool:
    """Whether it is called on the receiver, or gives it: `cursor = db.execute(...)`, also in a `with`."""
    if isinstance(call.func, ast.Attribute) and ast.dump(call.func.value) == ast.dump(receiver):
        return True
    around = module.parent(call)
    target = around.optional_vars if isinstance(around, ast.withitem) else None
    if isinstance(around, ast.Assign):
        target = around.targets[0]
    return isinstance(target, ast.Name) and isinstance(receiver, ast.Name) and target.id == receiver.id


def _texts(module: Module, query: ast.Call) -> Iterator[str]:
    """The constants in its arguments, also of a name that was bound to them before."""
    for argument in (*query.args, *(keyword.value for keyword in query.keywords)):
        for node in ast.walk(argument):
            if isinstance(node, ast.Name):
                yield from _constants(_bound_before(module, node, query))
            elif isinstance(node, ast.Attribute):
                for value in class_values(module, node.attr):
                    yield from _constants(value)
        yield from _constants(argument)


def _bound_before(module: Module, name: ast.Name, query: ast.Call) -> ast.expr | None:
    variable = module.variable(name)
    earlier = [one for one in variable.bindings if place(one) < place(query)] if variable else []
    return assigned(module, max(earlier, key=place)) if earlier else None


def _called(query: ast.Call) -> Iterator[str]:
    """What makes the query, as `Explain(...)`."""
    for node in (node for argument in query.args for node in ast.walk(argument)):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _constants(node: ast.AST | None) -> Iterator[str]:
    for inner in ast.walk(node) if node else ():
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str | bytes):
            yield inner.value if isinstance(inner.value, str) else inner.value.decode(errors="replace")
