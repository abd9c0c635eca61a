"""What a name is bound to, and what a container is filled with."""

import ast
from dataclasses import replace

from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.value import ANY, NEVER, Value, element, join
from sparsemem.source import Variable, every_value


def bound(frame: Frame, variable: Variable, node: ast.AST) -> Value:
    """What one binding gives to a name."""
    match node:
        case ast.arg():
            return frame.arguments.get(variable, ANY)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return Value("lambda")
        case ast.alias():
            return Value("code")
        case ast.Name(ctx=ast.Del()):
            return NEVER
    return _target(frame, node)


def _target(frame: Frame, node: ast.AST) -> Value:
    match frame.module.parent(node):
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
            return frame.run(value)[0]
        case ast.AugAssign(target=ast.Name(), op=op, value=value):
            variable = frame.module.variable(node)
            return combine(op, frame.value(variable), frame.run(value)[0])[0] if variable else ANY
        case ast.For(iter=source) | ast.comprehension(iter=source, is_async=0):
            return element(frame.run(source)[0])
        case ast.withitem(context_expr=source):
            entered = frame.run(source)[0]
            return entered if entered.kind == "iterator" else ANY  # a file is itself
        case ast.Tuple() | ast.List() as around:
            whole = _target(frame, around)
            found = whole.part(around.elts.index(node)) if whole.kind == "tuple" else None  # type: ignore[arg-type]
            starred = any(isinstance(item, ast.Starred) for item in around.elts)
            return found if found and not starred else element(whole)
        case ast.Starred():
            return Value("list", element=ANY)
    return ANY


def filled(frame: Frame, variable: Variable, made: Value) -> Value:
    """The container with what is put into it by its own name."""
    for use in variable.references:
        made = _fill(frame, made, use)
    for node in variable.bindings:
        statement = frame.module.parent(node)
        if isinstance(statement, ast.AugAssign) and statement.target is node:
            made = _merged(made, frame.run(statement.value)[0])
    return made


def _fill(frame: Frame, made: Value, use: ast.expr) -> Value:
    """The container with what a use puts into it."""
    match frame.module.parent(use):
        case ast.Attribute(attr=method) as parent:
            call = frame.module.parent(parent)
            return _called(frame, made, method, call) if isinstance(call, ast.Call) else made
        case ast.Subscript(ctx=ast.Store()) as target:
            return _stored(frame, made, target)
        case ast.Subscript(ctx=ast.Del()):
            return replace(made, parts=None)
        case ast.Subscript(slice=key) if made.kind == "defaultdict":
            return replace(made, key=_either(made.key, frame.run(key)[0]))
    return made


def _called(frame: Frame, made: Value, method: str, call: ast.Call) -> Value:
    values = frame.values(call.args)
    if method in known.ADDING and values:
        return _with(made, values[-1])
    if method in known.MERGING:
        for value in frame.values(every_value(call)):
            made = _merged(made, value)
    if method == "setdefault":
        key, default, *_ = [*values, *(ANY, Value("none"))[len(values) :]]
        return _with(replace(made, key=_either(made.key, key), parts=None), default)
    return replace(made, parts=None) if method in known.TAKING | known.MERGING else made


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
