"""Annotations of what becomes an iterator."""

import ast

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.library_import import import_of
from sparsemem.source import Module

_LISTS = frozenset({"builtins.list", "typing.List", "typing.Sequence", "typing.Iterable", "typing.Collection",
                    "collections.abc.Sequence", "collections.abc.Iterable", "collections.abc.Collection",
                    "typing.MutableSequence", "collections.abc.MutableSequence"})  # fmt: skip
_DICTS = frozenset({"builtins.dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping"})


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
