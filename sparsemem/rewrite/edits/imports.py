"""Annotations of what becomes an iterator, the imports that a change needs, and those left without a use."""

import ast
import sys

from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason, RefusedError, require
from sparsemem.source import Function, Module

_ABC = "collections.abc"
_LISTS = ("list", "List", "Sequence", "Iterable", "Collection", "MutableSequence")
_DICTS = ("dict", "Dict", "Mapping")


def add_imports(page: Page, *names: str, home: str = _ABC) -> None:
    """Make names of a module known. Raises RefusedError where the page has others of these names."""
    missing = [name for name in sorted(names) if not _is_known(page.module, name, home)]
    for statement in _reached(page.module, home):
        if isinstance(statement, ast.ImportFrom) and statement.module == home and not statement.level:
            for name in missing:
                _add_among(page, statement, name)
            return
    if missing:
        _add_line(page, home, f"from {home} import {', '.join(missing)}{page.newline}")


def _is_known(module: Module, name: str, home: str) -> bool:
    variable = module.scopes[module.tree].variables.get(name)
    if variable is None:
        return False
    full = {module.imported(node) if isinstance(node, ast.alias) else None for node in variable.bindings}
    require(full <= {f"{home}.{name}", f"{'typing' if home == _ABC else home}.{name}"})
    require(module.parent(variable.bindings[0]) in _reached(module, home))
    return True


def _reached(module: Module, home: str) -> list[ast.stmt]:
    """The top level; for annotations that are never evaluated also what is only there for checkers of types."""
    top = module.tree.body
    if home != _ABC or not any(map(_is_future, top)):
        return top
    blocks = [s for s in top if isinstance(s, ast.If) and ast.unparse(s.test).endswith("TYPE_CHECKING")]
    return [*top, *(statement for block in blocks for statement in block.body)]


def drop_import(page: Page, used: ast.expr) -> None:
    """Drop the import of a name whose only use goes, where it is brought in by name."""
    module, variable = page.module, page.module.variable(used)
    alias = variable.only if variable is not None and len(variable.references) == 1 else None
    statement = module.parent(alias) if alias is not None else None
    if not isinstance(statement, ast.ImportFrom) or "__all__" in module.scopes[module.tree].variables:
        return
    names: list[ast.AST] = [*statement.names]
    place = names.index(alias) if alias is not None else 0
    if len(names) > 1:
        first, last = page.span(names[place - 1])[1], page.span(names[place])[1]
        page.put(*((first, last) if place else (page.span(names[0])[0], page.span(names[1])[0])))
    elif len(module.block(statement)) > 1:
        page.remove(statement)


def import_twin(program: Program, page: Page, used: ast.Name, function: Function, name: str) -> None:
    """Let `name` stand for the twin of a function where that is used. Raises RefusedError."""
    module, variable = page.module, page.module.variable(used)
    alias = variable.only if variable is not None else None
    if variable is None or alias is None:
        raise RefusedError
    statement, known, home = module.parent(alias), variable.scope.variables.get(name), function.module.name
    if not isinstance(alias, ast.alias):
        return
    exported = module.source.path.endswith("__init__.py") or "__all__" in module.scopes[module.tree].variables
    alone = len(variable.references) == 1 and not exported and not program.is_taken(module, used.id)
    if known is not None:
        require(isinstance(known.only, ast.alias) and module.imported(known.only) == f"{home}.{name}")
        if alone:
            drop_import(page, used)
        return
    if not isinstance(statement, ast.ImportFrom):
        raise RefusedError
    if module.imported(alias) != function.name:
        below = page.offset((statement.end_lineno or 0) + 1, 0)
        page.insert(below, f"{page.indent(statement)}from {home} import {name}{page.newline}")
    elif alone:
        page.replace(alias, name)
    else:
        _add_among(page, statement, name)


def _add_among(page: Page, statement: ast.ImportFrom, name: str) -> None:
    """The name in its order: classes first, and underscores before letters, as sorters of imports have it."""
    for alias in statement.names:
        if (not alias.name[0].isupper(), alias.name) > (not name[0].isupper(), name):
            return page.insert(page.span(alias)[0], f"{name}, ")
    return page.insert(page.span(statement.names[-1])[1], f", {name}")


def _add_line(page: Page, home: str, line: str) -> None:
    """A line of its own, where a sorter of imports would put it."""
    body = page.module.tree.body
    documented = ast.get_docstring(page.module.tree, clean=False) is not None
    last, apart = body[0] if documented else None, documented
    for statement in body[documented:]:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        stays = isinstance(statement, ast.Import) or (statement.module or "") < home
        if not _is_future(statement) and not (stays and _is_stdlib(statement)):
            blank = "" if _is_stdlib(statement) else page.newline
            return page.insert(page.offset(statement.lineno, 0), line + blank)
        last, apart = statement, _is_future(statement)
    if last is not None:
        blank = page.newline if apart else ""
        return page.insert(page.offset((last.end_lineno or 0) + 1, 0), blank + line)
    first = body[0]
    blank = page.newline * (2 if isinstance(first, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) else 1)
    above = [first.lineno, *(mark.lineno for mark in getattr(first, "decorator_list", ()))]
    return page.insert(page.offset(min(above), 0), line + blank)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _is_stdlib(statement: ast.Import | ast.ImportFrom) -> bool:
    name = statement.names[0].name if isinstance(statement, ast.Import) else statement.module or ""
    return not getattr(statement, "level", 0) and name.partition(".")[0] in sys.stdlib_module_names


def streamed_type(page: Page, node: ast.expr | None, name: str = "Iterator") -> str | None:
    """`Iterator[T]` for `list[T]`, `Iterator[tuple[K, V]]` for `dict[K, V]`; None where neither is certain."""
    base, inner = (node.value, page.of(node.slice)) if isinstance(node, ast.Subscript) else (node, "")
    kind = ast.unparse(base).rpartition(".")[2] if base is not None else ""
    if kind not in (*_LISTS, *_DICTS):
        return None
    return name if not inner else f"{name}[{inner}]" if kind in _LISTS else f"{name}[tuple[{inner}]]"


def annotate(page: Page, node: ast.expr, otherwise: Reason) -> None:
    """Make an annotation of a list that of an iterator. Raises RefusedError where it is no list."""
    found = streamed_type(page, node)
    require(found, otherwise)
    add_imports(page, "Iterator")
    page.put(*page.span(node), found or "")


def widen(page: Page, argument: ast.AST) -> None:
    """Make the annotation of a parameter that asks for a list ask for what can be gone through."""
    waiting = [argument.annotation] if isinstance(argument, ast.arg) else []
    while waiting:
        match waiting.pop():
            case ast.BinOp(left=left, right=right):
                waiting += [left, right]
            case ast.Name() | ast.Attribute() | ast.Subscript() as node:
                found = streamed_type(page, node, "Iterable")
                if found is not None and "Iterable" not in page.of(node).partition("[")[0]:
                    add_imports(page, "Iterable")
                    page.put(*page.span(node), found)
