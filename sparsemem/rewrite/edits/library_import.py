"""Imports of the standard library that a change needs, and those that it leaves without a use."""

import ast
import sys

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.source import Module

_ABC = "collections.abc"


def import_of(module: Module, text: Text, name: str, home: str = _ABC) -> list[Edit] | None:
    """The edits after which `name` of `home` is known; None where the module has another of that name."""
    variable = module.scopes[module.tree].variables.get(name)
    homes = (home, "typing") if home == _ABC else (home,)
    if variable is not None:
        full = [module.imported(node) for node in variable.bindings if isinstance(node, ast.alias)]
        good = len(full) == len(variable.bindings) and all(f in {f"{place}.{name}" for place in homes} for f in full)
        return [] if good and module.parent(variable.bindings[0]) in _reached(module, home) else None
    for statement in _reached(module, home):
        if isinstance(statement, ast.ImportFrom) and statement.module == home and not statement.level:
            return [_among(text, statement, name)]
    return [_line(module, text, f"from {home} import {name}{text.newline}")]


def _reached(module: Module, home: str) -> list[ast.stmt]:
    """The top level; for annotations that are never evaluated also what is only there for checkers of types."""
    top = module.tree.body
    if home != _ABC or not any(map(_is_future, top)):
        return top
    blocks = [s for s in top if isinstance(s, ast.If) and ast.unparse(s.test).endswith("TYPE_CHECKING")]
    return [*top, *(statement for block in blocks for statement in block.body)]


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def without_import(module: Module, text: Text, used: ast.expr) -> list[Edit]:
    """The edits that drop the import of a name whose only use goes; none where it is not brought in by name."""
    variable = module.variable(used)
    alias = variable.bindings[0] if variable and len(variable.references) == len(variable.bindings) == 1 else None
    statement = module.parent(alias) if isinstance(alias, ast.alias) else None
    if not isinstance(statement, ast.ImportFrom) or "__all__" in module.scopes[module.tree].variables:
        return []
    if len(statement.names) == 1:
        return [text.removed(statement)] if len(module.block(statement)) > 1 else []
    assert isinstance(alias, ast.alias)
    place = statement.names.index(alias)
    if place:
        return [Edit(text.span(statement.names[place - 1])[1], text.span(alias)[1], "")]
    return [Edit(text.span(alias)[0], text.span(statement.names[1])[0], "")]


def _among(text: Text, statement: ast.ImportFrom, name: str) -> Edit:
    for alias in statement.names:
        if alias.name > name:
            start = text.span(alias)[0]
            return Edit(start, start, f"{name}, ")
    end = text.span(statement.names[-1])[1]
    return Edit(end, end, f", {name}")


def _line(module: Module, text: Text, line: str) -> Edit:
    """A line of its own, where a sorter of imports would put it."""
    last: ast.stmt | None = None
    body = module.tree.body
    for statement in body[1:] if ast.get_docstring(module.tree, clean=False) is not None else body:
        if isinstance(statement, ast.Assign) and (last is None or _is_future(last)):
            continue  # names as __docformat__ stand above the imports
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        if not _is_future(statement) and not _goes_before(statement, line.split()[1]):
            start = text.offset(statement.lineno, 0)
            apart = "" if _is_stdlib(statement) else text.newline
            return Edit(start, start, line + apart)
        last = statement
    if last is not None:
        start = text.offset(_end(last) + 1, 0)
        apart = text.newline if _is_future(last) else ""
        return Edit(start, start, apart + line)
    return _first(module, text, line)


def _first(module: Module, text: Text, line: str) -> Edit:
    """There is no import yet: after the docstring, or before the first statement and its comments."""
    if ast.get_docstring(module.tree, clean=False) is not None:
        start = text.offset(_end(module.tree.body[0]) + 1, 0)
        return Edit(start, start, f"{text.newline}{line}")
    heads = [line.startswith("#!") or "coding" in line for line in text.lines[:2]]
    start = text.offset(1 + (heads.index(False) if False in heads else len(heads)), 0)
    first = module.tree.body[0] if module.tree.body else None
    blank = 2 if isinstance(first, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) else 1
    return Edit(start, start, f"{line}{text.newline * blank}")


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _is_stdlib(statement: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(statement, ast.Import):
        return statement.names[0].name.partition(".")[0] in sys.stdlib_module_names
    return not statement.level and (statement.module or "").partition(".")[0] in sys.stdlib_module_names


def _goes_before(statement: ast.Import | ast.ImportFrom, home: str) -> bool:
    """Whether a sorter would put the import before `from home`."""
    if not _is_stdlib(statement):
        return False
    return isinstance(statement, ast.Import) or (statement.module or "") < home
