"""Annotations of what becomes an iterator."""

import ast

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.imports import import_of
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.source import Module

_SEQUENCES = ("Sequence", "Iterable", "Collection", "MutableSequence")
_LISTS = {"builtins.list", "typing.List"} | {
    f"{home}.{n}" for home in ("typing", "collections.abc") for n in _SEQUENCES
}
_DICTS = {"builtins.dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping"}


def streamed_type(module: Module, text: Text, node: ast.expr | None, name: str = "Iterator") -> str | None:
    """`Iterator[T]` for `list[T]`, `Iterator[tuple[K, V]]` for `dict[K, V]`; None where neither is certain."""
    base, inner = (node.value, text.of(node.slice)) if isinstance(node, ast.Subscript) else (node, None)
    kind = _full_name(module, base)
    if kind not in _LISTS | _DICTS:
        return None
    return name if inner is None else f"{name}[{inner}]" if kind in _LISTS else f"{name}[tuple[{inner}]]"


def _full_name(module: Module, node: ast.expr | None) -> str | None:
    """Annotations are not in the index; their names are looked up at the top level."""
    if isinstance(node, ast.Attribute):
        base = _full_name(module, node.value)
        return f"{base}.{node.attr}" if base else None
    variable = module.scopes[module.tree].variables.get(node.id) if isinstance(node, ast.Name) else None
    if variable is None:
        return module.dotted(node)
    return module.imported(variable.only) if isinstance(variable.only, ast.alias) else None


def streaming(module: Module, text: Text, node: ast.expr, otherwise: Reason) -> list[Edit]:
    """The edits that make an annotation of a list that of an iterator. Raises RefusedError where it is no list."""
    found = streamed_type(module, text, node)
    imports = import_of(module, text, "Iterator")
    if found is None or imports is None:
        raise RefusedError(otherwise)
    return [Edit(*text.span(node), found), *imports]
