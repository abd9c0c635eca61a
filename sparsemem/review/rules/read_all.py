"""SM203: a source that could be streamed is read whole."""

import ast
from collections.abc import Iterator

from sparsemem.review.catalogue import is_catalogue
from sparsemem.review.index.project import Project
from sparsemem.review.own_files import reads_own_file
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.review.snapshot import is_snapshot
from sparsemem.review.streams import streamed_by
from sparsemem.source import tables
from sparsemem.source.flow import Life, lives, repeats
from sparsemem.source.module import Module
from sparsemem.source.uses import How, Use, use_of

_METHODS = {
    "fetchall": "iterate over the cursor",
    "readlines": "iterate over the file",
    "to_pylist": "iterate over to_batches()",
    "to_pydict": "iterate over to_batches()",
}
_PER_ROW = frozenset({"iterrows", "itertuples"})
_BY_CHUNK = "pass chunksize= and iterate over the chunks"


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Calls that read all of a source, where the result is then taken element by element and once."""
    named = {life.value: life for variable in module.locals() for life in lives(module, variable)}
    for call in module.all(ast.Call):
        advice = _reads_all(module, call)
        if advice:
            use = _consumer(module, project, call, named.get(call))
            if use and not is_snapshot(module, [call.func, *call.args], use.by):
                yield _hit(call, advice, use, _likely(module, call))


def _likely(module: Module, call: ast.Call) -> Likely:
    if is_catalogue(module, call):
        return Likely.SMALL
    return Likely.UNKNOWN if reads_own_file(module, call) else Likely.LARGE


def _reads_all(module: Module, call: ast.Call) -> str | None:
    """What to do instead of a call that reads all of a source; None for every other call."""
    func = call.func
    name = module.dotted(func)
    if name in ("json.load", "ujson.load", "simplejson.load"):
        return "write one record a line, or parse with an incremental reader such as ijson"
    if name in ("pandas.read_csv", "pandas.read_table"):
        bounded = {keyword.arg for keyword in call.keywords} & {"chunksize", "nrows", "iterator", None}
        return None if bounded else _BY_CHUNK
    if name in ("builtins.list", "builtins.tuple") and len(call.args) == 1:
        return _listed(module, call.args[0])
    if not isinstance(func, ast.Attribute):
        return None
    if func.attr in ("splitlines", "split") and _is_read(func.value):
        return "iterate over the file" if func.attr == "splitlines" or _by_newline(call) else None
    if func.attr == "to_pylist" and _is_batch(module, func.value):
        return None
    return _METHODS.get(func.attr) if not call.args else None


def _listed(module: Module, source: ast.expr) -> str | None:
    if isinstance(source, ast.Call) and module.dotted(source.func) in tables.READERS:
        return "iterate over the reader"
    variable = module.variable(source)
    if variable is None or not isinstance(source, ast.Name):
        return None
    values = [life.value for life in lives(module, variable)]
    if any(isinstance(value, ast.Call) and _is_cursor(module, value) for value in values):
        return "iterate over it"
    return None


def _is_cursor(module: Module, value: ast.Call) -> bool:
    method = value.func.attr if isinstance(value.func, ast.Attribute) else ""
    return method in ("cursor", "execute") or module.dotted(value.func) in tables.READERS


def _is_read(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and not node.args and getattr(node.func, "attr", "") == "read"


def _by_newline(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value in ("\n", b"\n")


def _is_batch(module: Module, node: ast.expr) -> bool:
    """Whether the receiver is the target of a loop: one part of a source that is read in parts already."""
    variable = module.variable(node)
    return variable is not None and any(
        isinstance(module.parent(target), ast.For | ast.comprehension) for target in variable.bindings
    )


def _consumer(module: Module, project: Project, call: ast.Call, life: Life | None) -> Use | None:
    if life is None:
        return _per_row(module, call) or streamed_by(module, project, call)
    if len(life.uses) != 1 or repeats(module, life.target, life.uses[0]):
        return None
    return _per_row(module, life.uses[0]) or streamed_by(module, project, life.uses[0])


def _per_row(module: Module, node: ast.expr) -> Use | None:
    """A data frame that is taken row by row."""
    attribute = module.parent(node)
    rows = module.parent(attribute) if isinstance(attribute, ast.Attribute) and attribute.attr in _PER_ROW else None
    if not isinstance(rows, ast.Call):
        return None
    use = use_of(module, rows)
    return use if use.how is How.STREAM else None


def _hit(call: ast.Call, advice: str, use: Use, likely: Likely) -> Hit:
    subject = f"{call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)}()"
    message = f"{subject} reads the whole source, and {use.text} takes it element by element: {advice}"
    return Hit(call, subject, message, likely, {"consumed_by": use.text, "instead": advice})


RULE = Rule(
    code="SM203",
    name="read-all",
    finds=(
        "`fetchall`, `readlines`, `read().splitlines()`, `json.load`, `read_csv` without chunks, "
        "`list(csv.reader)`, `list(cursor)`, `to_pylist` or `to_pydict` whose result is taken element by element, "
        "once."
    ),
    why=(
        "The size of the source decides the peak: a file of 1 GB becomes 5 to 10 GB of Python objects that are all "
        "alive at the same time, though the program looks at one."
    ),
    example=snippet(
        """
        def total(cursor):
            return sum(row[0] for row in cursor.fetchall())
        """
    ),
    instead=snippet(
        """
        def total(cursor):
            return sum(row[0] for row in cursor)
        """
    ),
    safe=(
        "The cursor or file is not used for anything else in the loop, stays open until the loop is done, and is "
        "not written to meanwhile. Drivers that fetch all rows on execute (psycopg, MySQLdb) need a server-side "
        "cursor."
    ),
    remedy="iterate over the source itself",
    severity="note",
    check=check,
)
