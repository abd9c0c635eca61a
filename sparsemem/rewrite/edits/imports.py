"""Annotations of what becomes an iterator, the imports that a change needs, and those left without a use."""

import ast
import sys
from itertools import takewhile

from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import RefusedError, require
from sparsemem.source import Function, Module

_ABC = "collections.abc"
_LISTS = ("list", "List", "Sequence", "Iterable", "Collection", "MutableSequence")
_DICTS = ("dict", "Dict", "Mapping")


def add_imports(page: Page) -> None:
    """Make the names known that the edits of a page need. Raises RefusedError where the page has others of these."""
    others, page.edits = page.edits, {}  # at the same place the imports come first
    for home, names in page.needs.items():
        missing = [name for name in sorted(names) if not _is_known(page.module, name, home)]
        parts = (s for s in _reached(page.module, home) if isinstance(s, ast.ImportFrom) and s.module == home)
        there = next((part for part in parts if not part.level), None)
        if there is not None:
            for name in missing:
                _add_among(page, there, name)
        elif missing:
            _add_line(page, home, f"from {home} import {', '.join(missing)}{page.newline}")
    page.edits |= others


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
    lazily = home == _ABC and any(map(_is_future, top))
    return [*top, *(inner for block in top if lazily and isinstance(block, ast.If) for inner in block.body)]


def drop_import(page: Page, used: ast.expr) -> None:
    """Drop the import of a name whose only use goes, where it is brought in by name."""
    module, variable = page.module, page.module.variable(used)
    alias = variable.only if variable is not None and len(variable.references) == 1 else None
    statement = module.parent(alias) if alias is not None else None
    if not isinstance(statement, ast.ImportFrom) or "__all__" in module.scopes[module.tree].variables:
        return
    left = [name for name in statement.names if name is not alias]
    if left:
        page.put(page.span(statement.names[0])[0], page.span(statement.names[-1])[1], ", ".join(map(page.of, left)))
    elif len(module.block(statement)) > 1:
        page.remove(statement)


def import_twin(program: Program, page: Page, used: ast.Name, function: Function, name: str) -> None:
    """Let `name` stand for the twin of a function where that is used. Raises RefusedError."""
    module, variable, home = page.module, page.module.variable(used), function.module.name
    alias = variable.only if variable is not None else None
    if variable is None or alias is None:
        raise RefusedError
    statement, known = module.parent(alias), variable.scope.variables.get(name)
    if not isinstance(alias, ast.alias):
        return
    exported = module.source.path.endswith("__init__.py") or "__all__" in module.scopes[module.tree].variables
    alone = len(variable.references) == 1 and not exported and not program.is_taken(module, used.id)
    if known is not None:
        require(isinstance(known.only, ast.alias) and module.imported(known.only) == f"{home}.{name}")
        if alone:
            drop_import(page, used)
    elif not isinstance(statement, ast.ImportFrom):
        raise RefusedError
    elif module.imported(alias) != function.name:
        page.insert(page.below(statement), f"{page.indent(statement)}from {home} import {name}{page.newline}")
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
    is_own = home.partition(".")[0] not in sys.stdlib_module_names
    others = [part for part in body if isinstance(part, ast.Import | ast.ImportFrom) and not _is_stdlib(part)]
    sooner: list[ast.stmt] = [p for p in others if is_own and not getattr(p, "level", 0) and _module(p) < home]
    sooner = sooner or list(takewhile(lambda s: _is_head(s) or (_is_stdlib(s) and _module(s) < home), body))
    above, below = sooner[-1:], body[len(sooner) :][:1]
    if above and isinstance(above[0], ast.Import | ast.ImportFrom) and not _is_future(above[0]):
        page.insert(page.below(above[0]), line)
    elif below and isinstance(below[0], ast.Import | ast.ImportFrom):
        page.insert(page.above(below[0]), line + ("" if _is_stdlib(below[0]) else page.newline))
    elif above:
        page.insert(page.below(above[0]), (page.newline if _is_head(above[0]) else "") + line)
    else:
        first = body[0]
        blank = page.newline * (2 if isinstance(first, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) else 1)
        lines = [first.lineno, *(mark.lineno for mark in getattr(first, "decorator_list", ()))]
        page.insert(page.offset(min(lines)), line + blank)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _is_head(statement: ast.stmt) -> bool:
    """What stands above the imports: the text of the module, its `__author__` and the like, the future."""
    names = getattr(statement, "targets", ())  # of an assignment
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or _is_future(statement) or any(getattr(name, "id", "").startswith("__") for name in names)


def _module(statement: ast.stmt) -> str:
    """What an import imports from; nothing of `import x`, which comes first, and of one that is relative."""
    return (statement.module or "") if isinstance(statement, ast.ImportFrom) and not statement.level else ""


def _is_stdlib(statement: ast.stmt) -> bool:
    name = statement.names[0].name if isinstance(statement, ast.Import) else _module(statement)
    return name.partition(".")[0] in sys.stdlib_module_names


def streamed_type(page: Page, node: ast.expr | None, name: str = "Iterator") -> str | None:
    """`Iterator[T]` for `list[T]`, `Iterator[tuple[K, V]]` for `dict[K, V]`, and the import that it needs.

    None where neither is certain.
    """
    base, inner = (node.value, page.of(node.slice)) if isinstance(node, ast.Subscript) else (node, "")
    kind = ast.unparse(base).rpartition(".")[2] if base is not None else ""
    if kind not in (*_LISTS, *_DICTS):
        return None
    page.needs[_ABC].add(name)
    return name if not inner else f"{name}[{inner}]" if kind in _LISTS else f"{name}[tuple[{inner}]]"


def annotate(page: Page, node: ast.expr, name: str = "Iterator") -> bool:
    """Make an annotation of a list that of an iterator; whether it is one."""
    found = streamed_type(page, node, name)
    if found is not None:
        page.put(*page.span(node), found)
    return found is not None


def widen(page: Page, argument: ast.AST) -> None:
    """Make the annotation of a parameter that asks for a list ask for what can be gone through."""
    whole = argument.annotation if isinstance(argument, ast.arg) else None
    for note in (whole, getattr(whole, "left", None), getattr(whole, "right", None)):  # of `list[int] | None` too
        if note is not None and "Iterable" not in page.of(note).partition("[")[0]:
            annotate(page, note, "Iterable")
