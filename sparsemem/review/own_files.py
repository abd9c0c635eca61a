"""Whether what is read is a file of the program's own: by a name that is written out, it is as large as its author
made it, and does not grow with anybody's data."""

import ast
from collections.abc import Iterable, Iterator

from sparsemem.source import Module, Variable

_DEPTH = 6
_OPENING = frozenset(
    {"open", "read_text", "read_bytes", "open_text", "open_binary", "open_resource", "read_csv", "GFile"}
)
_JOINING = frozenset({"join", "joinpath"})
_PACKAGE_DATA = ("importlib.resources.", "importlib_resources.", "pkgutil.get_data", "pkg_resources.")


def is_own_file(module: Module, behind: Iterable[ast.Call]) -> bool:
    """Of the calls behind one that reads all of something; False where the name of the file comes from elsewhere."""
    opened = [call for call in behind if _is_opening(module, call)]
    return bool(opened) and all(_is_own(module, call) for call in opened)


def calls_behind(module: Module, node: ast.AST, depth: int = _DEPTH) -> Iterator[ast.Call]:
    """The calls in an expression, and in what its names are bound to, `with` included."""
    for inner in ast.walk(node) if depth else ():
        if isinstance(inner, ast.Call):
            yield inner
        variable = module.variable(inner) if isinstance(inner, ast.Name) else None
        value = _value(module, variable, inner) if variable is not None else None
        if value is not None:
            yield from calls_behind(module, value, depth - 1)


def _value(module: Module, variable: Variable, node: ast.AST) -> ast.expr | None:
    """What the name is bound to: by its only binding, or by the `with` around the node."""
    if len(variable.bindings) == 1:
        return _bound(module, variable.bindings[0])
    for around in module.ancestors(node):
        for item in around.items if isinstance(around, ast.With | ast.AsyncWith) else ():
            if item.optional_vars in variable.bindings:
                return item.context_expr
    return None


def _bound(module: Module, target: ast.AST) -> ast.expr | None:
    parent = module.parent(target)
    if isinstance(parent, ast.withitem):
        return parent.context_expr
    return parent.value if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr) else None


def _is_opening(module: Module, call: ast.Call) -> bool:
    name = module.dotted(call.func) or ""
    last = call.func.attr if isinstance(call.func, ast.Attribute) else name.rpartition(".")[2]
    return last in _OPENING or name.startswith(_PACKAGE_DATA)


def _is_own(module: Module, call: ast.Call) -> bool:
    name = module.dotted(call.func) or ""
    if name.startswith(_PACKAGE_DATA):
        return True
    is_method = isinstance(call.func, ast.Attribute) and name not in ("io.open", "codecs.open", "gzip.open")
    parts = [*([call.func.value] if is_method and isinstance(call.func, ast.Attribute) else []), *call.args[:1]]
    return any(_is_written_out(module, part, _DEPTH) for part in parts)


def _is_written_out(module: Module, path: ast.expr, depth: int) -> bool:
    """Whether the last part of a path is a constant: `os.path.join(folder, "RECORD")`, `folder / "RECORD"`."""
    match path:
        case ast.Constant(value=str(text)):
            # A mode is a constant too: `path.open("rb")`.
            return len(text) > 3 or "." in text
        case ast.BinOp(op=ast.Div(), right=right):
            return _is_written_out(module, right, depth)
        case ast.Call(func=ast.Attribute(attr=method) | ast.Name(id=method), args=[*_, last]) if method in _JOINING:
            return _is_written_out(module, last, depth)
        case ast.Attribute(attr=name):
            return name.isupper()  # a constant of the class, the module or the settings
        case ast.Name() if depth:
            variable = module.variable(path)
            only = variable.bindings[0] if variable and len(variable.bindings) == 1 else None
            if isinstance(only, ast.arg):
                return _is_given_written_out(module, only, depth - 1)
            value = _bound(module, only) if only else None
            return value is not None and _is_written_out(module, value, depth - 1)
    return False


def _is_given_written_out(module: Module, argument: ast.arg, depth: int) -> bool:
    """Whether a function that is private to its module is called with names that are written out, and only so."""
    function = module.function(argument)
    variable = module.variable(function) if function else None
    if function is None or variable is None or not function.name.startswith("_") or not variable.references:
        return False
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    position = names.index(argument.arg) if argument.arg in names else -1
    calls = [module.parent(use) for use in variable.references]
    return all(
        isinstance(call, ast.Call)
        and 0 <= position < len(call.args)
        and _is_written_out(module, call.args[position], depth)
        for call in calls
    )
