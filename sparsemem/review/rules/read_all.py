"""SM203: a source that could be streamed is read whole."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.handed_whole import instead_of_whole
from sparsemem.review.index.evictions import last_name, own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.keeping.named import named_function
from sparsemem.review.own_files import calls_behind
from sparsemem.review.read_sizes import QUERIED, likely_read
from sparsemem.review.reads_whole import reads_all
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.review.snapshot import is_snapshot
from sparsemem.review.streams import is_all_kept, likely_streamed, streamed_by
from sparsemem.source import How, Life, Module, Use, lives, own_nodes, place, repeats, use_of

_PER_ROW = frozenset({"iterrows", "itertuples"})
_ENDING = ("close", "drop", "delete", "truncate")
_REMOVING = re.compile(r"\s*(?:alter|delete|drop|truncate|update)\s", re.IGNORECASE)


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Calls that read all of a source, where the result is then taken element by element and once."""
    named = {life.value: life for variable in module.locals() for life in lives(module, variable)}
    for call in module.all(ast.Call):
        advice = reads_all(module, call)
        if advice:
            use = _consumer(module, project, call, named.get(call))
            if use and not is_snapshot(module, [call.func, *call.args], use.by):
                is_whole_on_purpose = _is_over(module, call, use) or _is_shared(module, call, use.by)
                likely = (
                    Likely.UNKNOWN if is_whole_on_purpose or _is_halved(module, call, use) else _likely(module, call)
                )
                yield _hit(call, advice, use, likely_streamed(module, use, likely))
    for node in [*module.all(ast.Call), *module.all(ast.Attribute)]:
        advice = instead_of_whole(module, node, named.get(node))
        if advice:
            subject = f"{node.func.attr}()" if isinstance(node, ast.Call) else ast.unparse(node)  # type: ignore[attr-defined]
            message = f"{subject} reads the whole source, and what takes it would take it in pieces: {advice}"
            yield Hit(node, subject, message, evidence={"instead": advice}, severity="note")


def _is_halved(module: Module, call: ast.Call, use: Use) -> bool:
    """Whether a file becomes data of its size, so that half of the peak stays: the rows of a query become more."""
    return is_all_kept(module, use) and getattr(call.func, "attr", "") not in QUERIED


def _likely(module: Module, call: ast.Call) -> Likely:
    # To stream a JSON document is to change its format: where nothing was measured, that is no warning.
    is_document = (module.dotted(call.func) or "").endswith("json.load")
    return Likely.UNKNOWN if is_document else likely_read(module, call)


def _is_over(module: Module, call: ast.Call, use: Use) -> bool:
    """Whether the source is closed, dropped, opened anew to be written or asked for something else between the
    reading and what takes its elements: it was read whole on purpose."""
    between = [other for other in module.all(ast.Call) if place(call) < place(other) < place(use.by)]
    opened = {ast.dump(one.args[0]) for one in calls_behind(module, call) if _opens(one)}
    is_opened_again = any(_opens(other) and ast.dump(other.args[0]) in opened for other in between)
    return is_opened_again or any(_ends(other, call.func) for other in between)


def _opens(call: ast.Call) -> bool:
    return bool(call.args) and last_name(call.func) == "open"


def _is_shared(module: Module, call: ast.Call, loop: ast.AST) -> bool:
    """Whether a method of the same object that the loop calls asks the same cursor: `self.cursor` for each row."""
    attributes = {name for node in calls_behind(module, call) if (name := own_attribute(_root(node.func)))}
    called = (named_function(module, node.func) for node in ast.walk(loop) if isinstance(node, ast.Call))
    return bool(attributes) and any(
        own_attribute(node) in attributes for one in called if one is not None for node in own_nodes(one)
    )


def _root(node: ast.expr) -> ast.expr:
    """`self.cursor` of `self.cursor.execute`."""
    while isinstance(node, ast.Attribute) and own_attribute(node) is None:
        node = node.value
    return node


def _ends(other: ast.Call, read: ast.expr) -> bool:
    if not isinstance(other.func, ast.Attribute):
        return False
    texts = [
        inner.value for argument in other.args for inner in ast.walk(argument) if isinstance(inner, ast.Constant)
    ]
    if other.func.attr.startswith(_ENDING) or any(isinstance(one, str) and _REMOVING.match(one) for one in texts):
        return True
    same = isinstance(read, ast.Attribute) and ast.dump(read.value) == ast.dump(other.func.value)
    return same and other.func.attr.startswith("exec")


def _consumer(module: Module, project: Project, call: ast.Call, life: Life | None) -> Use | None:
    if life is None:
        use = use_of(module, call)
        if use.how is How.LENGTH:
            return Use(How.STREAM, use.by, use.text)
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
        "`fetchall`, `readlines`, `read().splitlines()`, `read_text().splitlines()`, `json.load`, `read_csv` without "
        "chunks, `list(csv.reader)`, `list(cursor)`, `list(file)`, `to_pylist` or `to_pydict` whose result is taken "
        "element by element, once; and a binary file, or the content of a reply, that is read whole to be hashed or "
        "written to another."
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
