"""Names that a module puts something else in place of."""

import ast
from collections.abc import Iterator

from sparsemem.source.module import Module

_REPLACING = frozenset({"setattr", "delattr", "patch", "object", "multiple", "type", "setitem", "dict"})


def replaced_names(module: Module) -> Iterator[str]:
    """Names that are assigned as attributes, or given as text to what assigns them: patches, `type`, `setattr`."""
    for node in module.all(ast.Attribute):
        if not isinstance(node.ctx, ast.Load):
            yield node.attr
    for item in module.all(ast.Subscript):
        key = item.slice.value if isinstance(item.slice, ast.Constant) else None
        if not isinstance(item.ctx, ast.Load) and isinstance(key, str) and not isinstance(item.value, ast.Name):
            yield key
    for call in module.all(ast.Call):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _REPLACING:
            yield from (keyword.arg for keyword in call.keywords if keyword.arg)
            texts = (part.value for part in ast.walk(call) if isinstance(part, ast.Constant))
            yield from (text.rpartition(".")[2] for text in texts if isinstance(text, str))
