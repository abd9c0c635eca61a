"""What a name is bound to, and what a container is filled with."""

import ast
from dataclasses import replace

from sparsemem.rewrite.proof import known_methods
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.new_containers import changed_inside
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.value import ANY, NEVER, Value, element, join
from sparsemem.source.scope import Variable


def bound(frame: Frame, variable: Variable, node: ast.AST) -> Value:
    """What one binding gives to a name."""
    if isinstance(node, ast.arg):
        return frame.arguments.get(variable, ANY)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias):
        return Value("code" if isinstance(node, ast.alias) else "lambda")
    if isinstance(getattr(node, "ctx", None), ast.Del):
        return NEVER
    return _target(frame, node)


def _target(frame: Frame, node: ast.AST) -> Value:
    parent = frame.module.parent(node)
    match parent:
        case ast.Assign() | ast.AnnAssign() | ast.NamedExpr() if parent.value is not None:
            return frame.run(parent.value)[0]
        case ast.AugAssign(target=ast.Name(), op=op, value=value):
            variable = frame.module.variable(node)
            return combine(op, frame.value(variable), frame.run(value)[0])[0] if variable else ANY
        case ast.For():
            return element(frame.run(parent.iter)[0])
        case ast.comprehension():
            return element(frame.run(parent.iter)[0]) if not parent.is_async else ANY
        case ast.withitem():
            return entered(frame.run(parent.context_expr)[0])
        case ast.Tuple() | ast.List():
            whole = _target(frame, parent)
            found = whole.part(parent.elts.index(node)) if whole.kind == "tuple" else None  # type: ignore[arg-type]
            starred = any(isinstance(item, ast.Starred) for item in parent.elts)
            return found if found and not starred else element(whole)
        case ast.Starred():
            return Value("list", element=ANY)
    return ANY


def entered(value: Value) -> Value:
    """What `with` binds: a file is itself, of all else nothing is known."""
    return value if value.kind == "iterator" else ANY


def filled(frame: Frame, variable: Variable, made: Value) -> Value:
    """The container with what is put into it by its own name."""
    for use in variable.references:
        made = fill(frame, made, use)
    for node in variable.bindings:
        statement = frame.module.parent(node)
        if isinstance(statement, ast.AugAssign) and statement.target is node:
            made = _merged(made, frame.run(statement.value)[0])
    for use in variable.references:
        made = fill_inside(frame, made, use)
    return made


def fill_inside(frame: Frame, made: Value, use: ast.expr) -> Value:
    """The container with what a use puts into those that lie in it: `use[key].append(value)`."""
    part = changed_inside(frame.module, use)
    return (
        made if part is None else replace(made, element=made.element and fill(frame, made.element, part), parts=None)
    )


def fill(frame: Frame, made: Value, use: ast.expr) -> Value:
    """The container with what a use puts into it."""
    parent = frame.module.parent(use)
    if isinstance(parent, ast.Attribute):
        call = frame.module.parent(parent)
        return _called(frame, made, parent.attr, call) if isinstance(call, ast.Call) else made
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):
        return _stored(frame, made, parent)
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Del):
        return replace(made, parts=None)
    if isinstance(parent, ast.Subscript) and made.kind == "defaultdict":
        return replace(made, key=_either(made.key, frame.run(parent.slice)[0]))
    return made


def _called(frame: Frame, made: Value, method: str, call: ast.Call) -> Value:
    if method in known_methods.ADDING and call.args:
        return _with(made, frame.run(call.args[-1])[0])
    if method in known_methods.MERGING:
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            made = _merged(made, frame.run(argument)[0])
        return replace(made, parts=None)
    if method == "setdefault":
        key = frame.run(call.args[0])[0] if call.args else ANY
        default = frame.run(call.args[1])[0] if len(call.args) > 1 else Value("none")
        return _with(replace(made, key=_either(made.key, key), parts=None), default)
    return replace(made, parts=None) if method in known_methods.TAKING else made


def _stored(frame: Frame, made: Value, target: ast.Subscript) -> Value:
    statement = frame.module.parent(target)
    if isinstance(target.slice, ast.Slice) or not isinstance(statement, ast.Assign | ast.AugAssign):
        return replace(made, element=None, key=None, parts=None)
    value = frame.run(statement.value)[0]
    if isinstance(statement, ast.AugAssign):
        value = combine(statement.op, element(replace(made, kind="list")), value)[0]
    elif target not in statement.targets:
        value = ANY
    if made.kind in ("dict", "defaultdict"):
        made = replace(made, key=_either(made.key, frame.run(target.slice)[0]), parts=None)
    return _with(made, value)


def _with(made: Value, value: Value) -> Value:
    return replace(made, element=_either(made.element, value))


def _merged(made: Value, other: Value) -> Value:
    if made.kind in ("dict", "defaultdict"):
        return replace(made, element=None, key=None, parts=None)
    return _with(made, element(other))


def _either(one: Value | None, other: Value) -> Value | None:
    return None if one is None else join([one, other])
