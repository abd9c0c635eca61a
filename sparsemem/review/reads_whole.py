"""Calls that read all of a source, by what could be done instead."""

import ast

from sparsemem.review.batches import is_batch
from sparsemem.source import Module, lives, tables

_METHODS = {
    "fetchall": "iterate over the cursor",
    "readlines": "iterate over the file",
    "to_pylist": "iterate over to_batches()",
    "to_pydict": "iterate over to_batches()",
}
_BY_CHUNK = "pass chunksize= and iterate over the chunks"


def reads_all(module: Module, call: ast.Call) -> str | None:
    """What to do instead of a call that reads all of a source; None for every other call."""
    func = call.func
    name = module.dotted(func)
    if name in ("json.load", "ujson.load", "simplejson.load"):
        return "write one record a line, or parse with an incremental reader such as ijson"
    if name in ("pandas.read_csv", "pandas.read_table"):
        bounded = {keyword.arg for keyword in call.keywords} & {"chunksize", "nrows", "iterator", None}
        return None if bounded else _BY_CHUNK
    if name in ("builtins.list", "builtins.tuple") and len(call.args) == 1:
        return _listed(module, call.args[0])
    if not isinstance(func, ast.Attribute):
        return None
    if func.attr in ("splitlines", "split") and _is_read(module, func.value):
        return "iterate over the file" if func.attr == "splitlines" or _by_newline(call) else None
    if func.attr == "to_pylist" and is_batch(module, func.value):
        return None
    return _METHODS.get(func.attr) if not call.args else None


def _listed(module: Module, source: ast.expr) -> str | None:
    if isinstance(source, ast.Call) and module.dotted(source.func) in tables.READERS:
        return "iterate over the reader"
    variable = module.variable(source)
    if variable is None or not isinstance(source, ast.Name):
        return None
    values = [life.value for life in lives(module, variable)]
    if any(isinstance(value, ast.Call) and _is_cursor(module, value) for value in values):
        return "iterate over it"
    if len(variable.bindings) == 1 and _is_opened(module, variable.bindings[0]):
        return "iterate over the file"
    return None


def _is_opened(module: Module, target: ast.AST) -> bool:
    """Whether a name stands for a file that a `with` opens as text."""
    item = module.parent(target)
    if not isinstance(item, ast.withitem) or not isinstance(item.context_expr, ast.Call):
        return False
    func = item.context_expr.func
    return module.dotted(func) == "builtins.open" or (isinstance(func, ast.Attribute) and func.attr == "open")


def _is_cursor(module: Module, value: ast.Call) -> bool:
    method = value.func.attr if isinstance(value.func, ast.Attribute) else ""
    return method in ("cursor", "execute") or module.dotted(value.func) in tables.READERS


def _is_read(module: Module, node: ast.expr) -> bool:
    """Whether it is all of a file as one text, also decoded, or by a name that is read nowhere else."""
    variable = module.variable(node) if isinstance(node, ast.Name) else None
    if variable is not None:
        life = next((life for life in lives(module, variable) if node in life.uses), None)
        return life is not None and len(life.uses) == 1 and _is_read(module, life.value)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "decode":
        return _is_read(module, node.func.value)
    return node.func.attr in ("read_text", "read_bytes") or (node.func.attr == "read" and not node.args)


def _by_newline(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value in ("\n", b"\n")
