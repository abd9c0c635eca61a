"""SM222: an exception or a frame that is kept with its traceback."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.source import Module, place

_FRAMES = frozenset({"sys._getframe", "inspect.currentframe", "inspect.stack", "sys.exc_info", "inspect.trace"})
_ONWARD = frozenset({"f_back", "tb_frame"})
_ADDING = frozenset({"append", "add", "insert", "appendleft"})
_STRIPPED = frozenset({"with_traceback", "__traceback__"})


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Exceptions that leave their handler in a container or attribute, or in a local of the function; then frames."""
    for handler in module.all(ast.ExceptHandler):
        if handler.name and not _stripped(handler):
            yield from _kept(module, project, handler)
    for call in module.all(ast.Call):
        if module.dotted(call.func) in _FRAMES:
            yield from _frame(module, call)


def _stripped(handler: ast.ExceptHandler) -> bool:
    """Whether the handler takes the traceback off: `e.with_traceback(None)`, `e.__traceback__ = None`."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in _STRIPPED
        and isinstance(node.value, ast.Name)
        and node.value.id == handler.name
        and (node.attr == "with_traceback" or isinstance(node.ctx, ast.Store))
        for statement in handler.body
        for node in ast.walk(statement)
    )


def _kept(module: Module, project: Project, handler: ast.ExceptHandler) -> Iterator[Hit]:
    for statement in handler.body:
        for node in ast.walk(statement):
            held = isinstance(node, ast.Name) and node.id == handler.name and isinstance(node.ctx, ast.Load)
            whole = module.parent(node) if held else None
            is_traceback = isinstance(whole, ast.Attribute) and whole.attr == "__traceback__"
            holder = _holder(module, whole if is_traceback and whole else node) if held else None
            if holder is None or _released(module, handler, holder) or _raised_at_once(module, node, holder):
                continue
            if isinstance(holder, ast.Attribute) and holder.attr in project.evicted | project.cleared:
                continue  # who takes it out again decides how long it lives
            likely = Likely.SMALL if _failed_import(handler) else Likely.UNKNOWN
            yield _hit(node, ast.unparse(holder), "the exception", likely)


def _failed_import(handler: ast.ExceptHandler) -> bool:
    """Whether the exception is that of an import: its traceback holds little."""
    kinds = ast.unparse(handler.type) if handler.type is not None else ""
    return "ImportError" in kinds or "ModuleNotFoundError" in kinds


def _raised_at_once(module: Module, node: ast.AST, holder: ast.expr) -> bool:
    """Whether a local that takes the exception goes away with it: the block ends by raising."""
    raised = isinstance(module.block(node)[-1], ast.Raise)
    return raised and isinstance(holder, ast.Name)


def _holder(module: Module, node: ast.AST) -> ast.expr | None:
    """The attribute, container or local that a value is put into, alone or in a tuple."""
    parent = module.parent(node)
    while isinstance(parent, ast.Tuple | ast.List | ast.Dict):
        node, parent = parent, module.parent(parent)
    if isinstance(parent, ast.Assign) and parent.value is node:
        target = parent.targets[0]
        return target.value if isinstance(target, ast.Subscript) else target
    if isinstance(parent, ast.Call) and node in parent.args and isinstance(parent.func, ast.Attribute):
        return parent.func.value if parent.func.attr in _ADDING else None
    return None


def _released(module: Module, near: ast.AST, holder: ast.expr) -> bool:
    """Whether the function later rebinds, deletes or empties what holds it, or it holds it in no lasting way."""
    if isinstance(holder, ast.Tuple | ast.List):
        return True
    function = module.function(near)
    text = ast.unparse(holder)
    after = (node for node in ast.walk(function) if isinstance(node, ast.stmt)) if function else ()
    return any(place(node) > place(near) and text in _let_go(node) for node in after)


def _let_go(node: ast.stmt) -> list[str]:
    """What a statement deletes, sets to None or clears."""
    match node:
        case ast.Delete(targets=targets) | ast.Assign(targets=targets, value=ast.Constant(value=None)):
            return [ast.unparse(target) for target in targets]
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=cleared, attr="clear"))):
            return [ast.unparse(cleared)]
    return []


def _frame(module: Module, call: ast.Call) -> Iterator[Hit]:
    """A frame, or the triple of exc_info, in an attribute or a global, also by a name that it has on the way."""
    node: ast.expr = call
    while isinstance(outer := module.parent(node), ast.Attribute | ast.Subscript) and _is_frame(outer):
        node = outer
    holder = _holder(module, node)
    variable = module.variable(holder) if isinstance(holder, ast.Name) else None
    later = [use for use in variable.references if place(use) > place(call)] if variable else []
    for at, where in [(call, holder), *((use, _holder(module, use)) for use in later)]:
        if where is not None and _lasts(module, where) and module.function(call) and not _released(module, at, where):
            yield _hit(at, ast.unparse(where), f"{ast.unparse(call.func)}()")
            return


def _is_frame(part: ast.Attribute | ast.Subscript) -> bool:
    """Whether a part of a frame, of a traceback or of the triple of `exc_info` holds frames as well."""
    if isinstance(part, ast.Attribute):
        return part.attr in _ONWARD
    return isinstance(part.slice, ast.Constant) and part.slice.value in (1, 2) and "exc_info" in ast.unparse(part)


def _lasts(module: Module, holder: ast.expr) -> bool:
    variable = module.variable(holder)
    return own_attribute(holder) is not None or (variable is not None and variable.scope.kind == "module")


def _hit(node: ast.AST, holder: str, what: str, likely: Likely = Likely.UNKNOWN) -> Hit:
    message = f"{holder} keeps {what} with its traceback: every frame on it, and all their locals, stay alive"
    return Hit(node, holder, message, likely, evidence={"holder": holder})


RULE = Rule(
    code="SM222",
    name="kept-traceback",
    finds=(
        "An exception that is stored in an attribute, a container or a local that outlives its handler, and a frame "
        "or `sys.exc_info()` that is stored."
    ),
    why=(
        "An exception holds its traceback, the traceback holds every frame on it, and the frames hold all their "
        "locals: the data that the failed call worked on. Held by a local it is a cycle, for the frame is on its "
        "own traceback."
    ),
    example=snippet(
        """
        class Job:
            def run(self):
                try:
                    self.work()
                except Exception as error:
                    self.error = error
        """
    ),
    instead=snippet(
        """
        class Job:
            def run(self):
                try:
                    self.work()
                except Exception as error:
                    self.error = error.with_traceback(None)
        """
    ),
    safe=(
        "Where nobody raises the exception again or prints where it came from; else keep "
        "`traceback.format_exception(error)`, which is text."
    ),
    remedy="keep error.with_traceback(None) or its text, or set the holder to None when it is done with",
    severity="note",
    check=check,
)
