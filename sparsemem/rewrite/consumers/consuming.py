"""What happens while a value is consumed, and whether that writes the file which the value is read from."""

import ast

from sparsemem.rewrite.consumers.order import comes_first, evaluated_before, has_blocks
from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.source import tables
from sparsemem.source.flow import place
from sparsemem.source.module import Module


def until_taken(frame: Frame, node: ast.stmt | ast.expr, region: ast.stmt | ast.expr) -> Effects:
    """What may happen in a statement up to the moment when the consumer in it has all elements."""
    if node is region or has_blocks(region):
        return frame.effects([region])
    effects = frame.effects([node])
    child: ast.AST = node
    for around in frame.module.ancestors(node):
        if isinstance(around, ast.stmt):
            return effects if comes_first(around, child) else effects | frame.effects([around])
        effects |= frame.effects(evaluated_before(around, child))
        if around is region:
            break
        child = around
    return effects


def changes_source(module: Module, made: ast.AST, nodes: list[ast.AST]) -> bool:
    """Whether something that the value is read from is changed by the same name: `self.rows`, `table`."""
    sources = {ast.dump(part) for part in ast.walk(made) if isinstance(part, ast.Attribute | ast.Name)}
    for part in (inner for node in nodes for inner in ast.walk(node)):
        target: ast.expr | None = None
        if isinstance(part, ast.Subscript) and not isinstance(part.ctx, ast.Load):
            target = part.value
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            target = part.func.value if part.func.attr in tables.CHANGING_METHODS else None
        if target is not None and ast.dump(target) in sources:
            return True
    return False


def rewritten_files(module: Module, made: ast.AST, nodes: list[ast.AST]) -> bool:
    """Whether a file is opened for writing, around or in the nodes, by an expression that the value is made from."""
    function = module.enclosing(made, ast.FunctionDef, ast.AsyncFunctionDef) or module.tree
    around = [item for node in nodes for a in module.ancestors(node) if isinstance(a, ast.With) for item in a.items]
    opened = [call for node in [*nodes, *around] for call in ast.walk(node)]
    written = {_source(call) for call in opened if _is_open(module, call, writing=True)} - {None}
    if not written:
        return False
    start = min(map(place, nodes))
    before = (call for call in ast.walk(function) if isinstance(call, ast.Call) and place(call) < start)
    again = (call for node in nodes for call in ast.walk(node))
    read = {_source(call) for call in [*before, *again] if _is_open(module, call, writing=False)}
    return bool(written & (read | {ast.dump(part) for part in ast.walk(made) if isinstance(part, ast.expr)}))


def _source(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("open", "write_text", "write_bytes"):
        inner = node.func.value
        return ast.dump(inner.args[0] if isinstance(inner, ast.Call) and inner.args else inner)
    return ast.dump(node.args[0]) if node.args else None


def _is_open(module: Module, node: ast.AST, writing: bool) -> bool:
    if not isinstance(node, ast.Call):
        return False
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if method in ("write_text", "write_bytes"):
        return writing
    if module.dotted(node.func) != "builtins.open" and method != "open":
        return False
    modes = [a for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Constant)]
    changes = any(isinstance(m.value, str) and len(m.value) < 5 and set(m.value) & set("wax+") for m in modes[-2:])
    return changes is writing
