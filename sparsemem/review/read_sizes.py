"""How much a call brings that reads all of a source, as far as the text tells.

Of a query its text tells; tables and columns are data; a file of lines may be anything, settings and sources among
it, so that it is large where a name says what it holds, or where the user of the program names it.
"""

import ast

from sparsemem.review.name_words import is_data_name, name_parts, names_data
from sparsemem.review.own_files import calls_behind, is_own_file
from sparsemem.review.query_rows import CHOOSING_METHODS, likely_rows
from sparsemem.review.rule import Likely
from sparsemem.source import Module, tables

QUERIED = frozenset({"fetchall", "fetchmany"})
_TABULAR = frozenset({"to_pylist", "to_pydict", "iterrows", "itertuples"})
_TABLES = tables.READERS | {"pandas.read_csv", "pandas.read_table"}
_MIGRATING = frozenset({"migrations", "migration", "alembic"})
"""Folders of what changes a schema."""
_TAKING = frozenset({"column", "row_counts", "select", "slice", "take"})
_PART_WORDS = frozenset({"array", "batch", "chunk", "column", "item", "slice"})
_GIVEN = ("sys.argv", "builtins.input", "sys.stdin")


def likely_read(module: Module, call: ast.Call) -> Likely:
    """Of what a call reads."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if not _MIGRATING.isdisjoint(module.source.path.split("/")):
        return Likely.UNKNOWN  # it runs once, and changes the tables that it has read
    if method in QUERIED:
        return likely_rows(module, call)
    behind = list(calls_behind(module, call))
    if is_own_file(module, behind) or "_per_" in (module.function_name(call) or ""):
        return Likely.UNKNOWN
    if method in ("to_pydict", "to_pylist") and (_is_part(call) or _is_in_memory(module, call)):
        return Likely.UNKNOWN
    if method in _TABULAR or any(module.dotted(one.func) in _TABLES for one in behind):
        return Likely.LARGE
    return Likely.LARGE if _is_data(module, call, behind) else Likely.UNKNOWN


def _is_part(call: ast.Call) -> bool:
    """Whether it is some of a table that is in memory already: `table["name"]`, `table.slice(0, n)`."""
    assert isinstance(call.func, ast.Attribute)
    if isinstance(call.func.value, ast.Subscript):
        return True
    nodes = list(ast.walk(call.func.value))
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    words = {word for node in nodes if isinstance(node, ast.Name) for word in name_parts(node.id)}
    return not called.isdisjoint(CHOOSING_METHODS | _TAKING) or not words.isdisjoint(_PART_WORDS)


def _is_in_memory(module: Module, call: ast.Call) -> bool:
    """Whether a function is given what it converts: no source is read there, and its callers know how large it is."""
    root: ast.AST = call.func
    while isinstance(root, ast.Attribute | ast.Call | ast.Await):
        root = root.func if isinstance(root, ast.Call) else root.value
    variable = module.variable(root)
    return variable is not None and any(isinstance(one, ast.arg) for one in variable.bindings)


def _is_data(module: Module, call: ast.Call, behind: list[ast.Call]) -> bool:
    """Whether the names of the file, of what it was opened by or of the function around say so, or it is given."""
    if _stands_for_arguments(module, call):
        return False
    function = module.function(call)
    if function is not None and is_data_name(_object_of(function.name)):
        return True
    return any(names_data(one) or _is_given(module, one) for one in behind)


def _object_of(name: str) -> str:
    """A function's name without what it makes: `dump_stats` reads no dump, `rows_from_manifest` a manifest."""
    verb, _, rest = name.lstrip("_").partition("_")
    made = rest if verb in ("dump", "dumps", "export", "log", "record") else name
    return made.partition("_from_")[2] or made


def _is_given(module: Module, call: ast.Call) -> bool:
    """By the user of the program, on its command line or its standard input."""
    return any(
        (module.dotted(node) or "").startswith(_GIVEN)
        for node in ast.walk(call)
        if isinstance(node, ast.Name | ast.Attribute)
    )


def _stands_for_arguments(module: Module, call: ast.Call) -> bool:
    """Whether a command line may have it instead, where few things fit: `sys.argv[1:] or sys.stdin.readlines()`."""
    either = module.parent(call)
    return isinstance(either, ast.BoolOp) and any(
        module.dotted(node) == "sys.argv" for node in ast.walk(either) if isinstance(node, ast.Attribute)
    )
