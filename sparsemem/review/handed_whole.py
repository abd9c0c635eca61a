"""Binary data that is read whole and handed on to what takes it piece by piece: a hash, or a file that is written."""

import ast

from sparsemem.source import Life, Module, assigned

_ASKING = frozenset({"get", "post", "request"})
_DIGEST = "hashlib.file_digest, or update() it piece by piece"
_COPY = "shutil.copyfileobj, or read() and write() it piece by piece"
_STREAM = "pass stream=True and write the pieces of iter_content()"


def instead_of_whole(module: Module, node: ast.expr, life: Life | None) -> str | None:
    """What to do instead; None where `node` is not read whole, or not handed on as it is and nowhere else.

    Text is what people write, and small; what is opened as binary is data.
    """
    is_reply = isinstance(node, ast.Attribute) and _is_reply(module, node)
    if not is_reply and not (isinstance(node, ast.Call) and _reads_binary(module, node)):
        return None
    if life is not None and len(life.uses) != 1:
        return None
    taker = _taker(module, life.uses[0] if life else node)
    return _STREAM if taker == _COPY and is_reply else taker if not is_reply else None


def _taker(module: Module, given: ast.expr) -> str | None:
    call = module.parent(given)
    if not isinstance(call, ast.Call) or given not in call.args[:1]:
        return None
    if (module.dotted(call.func) or "").startswith("hashlib."):
        return _DIGEST
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    receiver = module.variable(call.func.value) if isinstance(call.func, ast.Attribute) else None
    made = assigned(module, receiver.only) if receiver and receiver.only else None
    if method == "update" and isinstance(made, ast.Call) and (module.dotted(made.func) or "").startswith("hashlib."):
        return _DIGEST
    opened = _opening(module, call.func.value) if isinstance(call.func, ast.Attribute) else None
    return _COPY if method == "write_bytes" or (method == "write" and opened and "wb" in _modes(opened)) else None


def _reads_binary(module: Module, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.args or call.keywords:
        return False
    if call.func.attr == "read_bytes":
        return True
    opened = _opening(module, call.func.value) if call.func.attr == "read" else None
    return opened is not None and ("rb" in _modes(opened) or module.dotted(opened.func) == "urllib.request.urlopen")


def _is_reply(module: Module, node: ast.Attribute) -> bool:
    """`response.content` of what `requests.get(url)` has returned."""
    asked = _opening(module, node.value) if node.attr == "content" else None
    name = (module.dotted(asked.func) or "") if asked else ""
    is_asked = name.startswith("requests.") and name.rpartition(".")[2] in _ASKING
    return is_asked and asked is not None and all(one.arg != "stream" for one in asked.keywords)


def _opening(module: Module, node: ast.expr) -> ast.Call | None:
    """The call that has made what a name stands for, by an assignment or a `with`; or the call itself."""
    if isinstance(node, ast.Call):
        return node
    variable = module.variable(node)
    target = variable.only if variable else None
    if target is None:
        return None
    item = module.parent(target)
    made = item.context_expr if isinstance(item, ast.withitem) else assigned(module, target)
    return made if isinstance(made, ast.Call) else None


def _modes(call: ast.Call) -> list[object]:
    given = [*call.args, *(one.value for one in call.keywords)]
    return [one.value for one in given if isinstance(one, ast.Constant)]
