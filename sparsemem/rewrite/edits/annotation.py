"""Annotations of what becomes an iterator, and the import that they need."""

import ast
import sys

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.source.module import Module

_LISTS = frozenset({"builtins.list", "typing.List", "typing.Sequence", "typing.Iterable", "typing.Collection",
                    "collections.abc.Sequence", "collections.abc.Iterable", "collections.abc.Collection",
                    "typing.MutableSequence", "collections.abc.MutableSequence"})  # fmt: skip
_DICTS = frozenset({"builtins.dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping"})
_HOMES = frozenset({"collections.abc", "typing"})


def streamed_type(module: Module, text: Text, node: ast.expr | None, name: str = "Iterator") -> str | None:
    """`Iterator[T]` for `list[T]`, `Iterator[tuple[K, V]]` for `dict[K, V]`; None where neither is certain."""
    base = node.value if isinstance(node, ast.Subscript) else node
    kind = _full_name(module, base)
    if kind in _LISTS:
        return f"{name}[{text.of(node.slice)}]" if isinstance(node, ast.Subscript) else name
    if kind in _DICTS:
        return f"{name}[tuple[{text.of(node.slice)}]]" if isinstance(node, ast.Subscript) else name
    return None


def _full_name(module: Module, node: ast.expr | None) -> str | None:
    """Annotations are not in the index; their names are looked up at the top level."""
    if isinstance(node, ast.Attribute):
        base = _full_name(module, node.value)
        return f"{base}.{node.attr}" if base else None
    if not isinstance(node, ast.Name):
        return None
    variable = module.scopes[module.tree].variables.get(node.id)
    if variable is None:
        return module.dotted(node)
    only = variable.bindings[0] if len(variable.bindings) == 1 else None
    return module.imported(only) if isinstance(only, ast.alias) else None


def streaming(module: Module, text: Text, node: ast.expr) -> list[Edit] | None:
    """The edits that make an annotation of a list that of an iterator; None where it is something else."""
    found = streamed_type(module, text, node)
    imports = import_of(module, text, "Iterator")
    return None if found is None or imports is None else [Edit(*text.span(node), found), *imports]


def import_of(module: Module, text: Text, name: str) -> list[Edit] | None:
    """The edits after which `name` of collections.abc is known; None where the module has another of that name."""
    variable = module.scopes[module.tree].variables.get(name)
    if variable is not None:
        full = [module.imported(node) for node in variable.bindings if isinstance(node, ast.alias)]
        good = len(full) == len(variable.bindings) and all(f in {f"{home}.{name}" for home in _HOMES} for f in full)
        return [] if good and module.parent(variable.bindings[0]) in module.tree.body else None
    for statement in module.tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "collections.abc" and not statement.level:
            return [_among(text, statement, name)]
    return [_line(module, text, name)]


def _among(text: Text, statement: ast.ImportFrom, name: str) -> Edit:
    for alias in statement.names:
        if alias.name > name:
            start = text.span(alias)[0]
            return Edit(start, start, f"{name}, ")
    end = text.span(statement.names[-1])[1]
    return Edit(end, end, f", {name}")


def _line(module: Module, text: Text, name: str) -> Edit:
    """A line of its own, where a sorter of imports would put it."""
    line = f"from collections.abc import {name}{text.newline}"
    last: ast.stmt | None = None
    body = module.tree.body
    for statement in body[1:] if ast.get_docstring(module.tree, clean=False) is not None else body:
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        if not future and not _goes_before(statement):
            start = text.offset(statement.lineno, 0)
            apart = "" if _is_stdlib(statement) else text.newline
            return Edit(start, start, line + apart)
        last = statement
    if last is not None:
        start = text.offset(_end(last) + 1, 0)
        apart = text.newline if isinstance(last, ast.ImportFrom) and last.module == "__future__" else ""
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


def _goes_before(statement: ast.Import | ast.ImportFrom) -> bool:
    """Whether a sorter would put the import before `from collections.abc`."""
    if not _is_stdlib(statement):
        return False
    return isinstance(statement, ast.Import) or (statement.module or "") < "collections.abc"
