"""Imports that a change needs, and those that it leaves without a use."""

import ast
import sys

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.source import Function, Module

_ABC = "collections.abc"


def import_of(module: Module, text: Text, *names: str, home: str = _ABC) -> list[Edit] | None:
    """The edits after which names of `home` are known; None where the module has another of that name."""
    known, missing = module.scopes[module.tree].variables, sorted(names)
    homes = (home, "typing") if home == _ABC else (home,)
    for name in [name for name in missing if name in known]:
        full = [module.imported(node) for node in known[name].bindings if isinstance(node, ast.alias)]
        good = len(full) == len(known[name].bindings) and {f"{place}.{name}" for place in homes}.issuperset(full)
        if not good or module.parent(known[name].bindings[0]) not in _reached(module, home):
            return None
        missing.remove(name)
    for statement in _reached(module, home):
        if isinstance(statement, ast.ImportFrom) and statement.module == home and not statement.level:
            return [_among(text, statement, name) for name in missing]
    return [_line(module, text, f"from {home} import {', '.join(missing)}{text.newline}")] if missing else []


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
    alias = variable.only if variable is not None and len(variable.references) == 1 else None
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


def imported(
    program: Program, module: Module, text: Text, used: ast.Name, function: Function, name: str
) -> list[Edit]:
    """The edits after which `name` stands for the twin of `function` where that is used. Raises RefusedError."""
    variable = module.variable(used)
    if variable is None or variable.only is None:
        raise RefusedError(Reason.SCOPE)
    alias, known, home = variable.only, variable.scope.variables.get(name), function.module.name
    statement = module.parent(alias)
    if not isinstance(alias, ast.alias):
        return []
    exported = module.source.path.endswith("__init__.py") or "__all__" in module.scopes[module.tree].variables
    alone = len(variable.references) == 1 and not exported and not program.is_taken(module, used.id)
    if known is not None:
        if not isinstance(known.only, ast.alias) or module.imported(known.only) != f"{home}.{name}":
            raise RefusedError(Reason.SCOPE)
        return without_import(module, text, used) if alone else []
    end = text.offset((module.statement(alias).end_lineno or 0) + 1, 0)
    if not isinstance(statement, ast.ImportFrom) or text.text[end - 1 : end] not in ("\n", "\r"):
        raise RefusedError(Reason.SCOPE)
    if module.imported(alias) == function.name:
        return [Edit(*text.span(alias), name) if alone else _among(text, statement, name)]
    return [Edit(end, end, f"{text.indent(statement)}from {home} import {name}{text.newline}")]


def _among(text: Text, statement: ast.ImportFrom, name: str) -> Edit:
    """The name in its order: classes first, and underscores before letters, as sorters of imports have it."""
    for alias in statement.names:
        if (not alias.name[0].isupper(), alias.name) > (not name[0].isupper(), name):
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
        earlier = isinstance(statement, ast.Import) or (statement.module or "") < line.split()[1]
        if not _is_future(statement) and not (earlier and _is_stdlib(statement)):
            start = text.offset(statement.lineno, 0)
            return Edit(start, start, line + ("" if _is_stdlib(statement) else text.newline))
        last = statement
    if last is not None:
        start = text.offset((last.end_lineno or 0) + 1, 0)
        return Edit(start, start, (text.newline if _is_future(last) else "") + line)
    return _first(module, text, line)


def _first(module: Module, text: Text, line: str) -> Edit:
    """There is no import yet: after the docstring, or before the first statement and its comments."""
    first = module.tree.body[0]
    if ast.get_docstring(module.tree, clean=False) is not None:
        start = text.offset((first.end_lineno or 0) + 1, 0)
        return Edit(start, start, f"{text.newline}{line}")
    heads = [line.startswith("#!") or "coding" in line for line in text.lines[:2]]
    start = text.offset(1 + [*heads, False].index(False), 0)
    blank = 2 if isinstance(first, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) else 1
    return Edit(start, start, f"{line}{text.newline * blank}")


def _is_stdlib(statement: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(statement, ast.Import):
        return statement.names[0].name.partition(".")[0] in sys.stdlib_module_names
    return not statement.level and (statement.module or "").partition(".")[0] in sys.stdlib_module_names
