"""What a name is bound to, and what a container is filled with."""

import ast
from dataclasses import replace

from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import combine, entered
from sparsemem.rewrite.proof.spoiling import changes
from sparsemem.rewrite.proof.value import ANY, NEVER, Value, element, join
from sparsemem.source import Variable, every_value


def bound(frame: Frame, variable: Variable, node: ast.AST) -> Value:
    """What one binding gives to a name."""
    match node:
        case ast.arg():
            return frame.arguments.get(variable, ANY)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return Value("lambda")
    return target_value(frame, node)


def target_value(frame: Frame, node: ast.AST) -> Value:
    """What is stored in a target by the statement or expression around it."""
    match frame.module.parent(node):
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
            return frame.run(value)[0]
        case ast.AugAssign(target=ast.Name(), op=op, value=value):
            before = frame.value(variable) if (variable := frame.module.variable(node)) else ANY
            added = isinstance(op, ast.Add) and before.kind == "list"  # in place
            return before if added else combine(op, before, frame.run(value)[0])[0]
        case ast.For(iter=source) | ast.comprehension(iter=source, is_async=0):
            return element(frame.run(source)[0])
        case ast.withitem(context_expr=source):
            return entered(frame.run(source)[0])[0]
        case ast.Starred() as around:
            return Value("list", element=target_value(frame, around))
        case ast.Delete():
            return NEVER
        case ast.Tuple() | ast.List() as around:
            whole = target_value(frame, around)
            found = whole.part(around.elts.index(node)) if whole.kind == "tuple" else None  # type: ignore[arg-type]
            starred = any(isinstance(item, ast.Starred) for item in around.elts)
            return found if found and not starred else element(whole)
    return ANY


def filled(frame: Frame, variable: Variable, made: Value) -> Value:
    """The container with what is put into it by its own name."""
    around = [(node, frame.module.parent(node)) for node in [*variable.references, *variable.bindings]]
    uses = [use for node, use in around if not (isinstance(use, ast.AugAssign) and use.target is not node)]
    for use in uses:
        put = put_in(frame, made, use)
        if put is None:
            return replace(made, element=None, key=None, parts=None)
        key, value = put
        made = replace(
            made, key=made.key and join([made.key, key]), element=made.element and join([made.element, value])
        )
        made = _filled_part(frame, made, use)
    return replace(made, parts=None) if any(changes(frame.program, frame.module, use) for use in uses) else made


def _filled_part(frame: Frame, made: Value, use: ast.AST | None) -> Value:
    """The dict with what is put into a list or set that lies in it under a constant key: `row["parts"].append(x)`."""
    method = frame.module.parent(use) if use is not None else None
    call = frame.module.parent(method) if method is not None else None
    match use, method, call:
        case ast.Subscript(slice=ast.Constant(value=key)), ast.Attribute(attr=name), ast.Call(args=[_, *_]) as call:
            part = dict(made.parts or ()).get(key) if name in known.ADDING and call.func is method else None
            if part is not None and part.element is not None:
                grown = replace(part, element=join([part.element, frame.run(call.args[-1])[0]]))
                parts = tuple((one, grown if one == key else value) for one, value in made.parts or ())
                return replace(made, parts=parts, element=made.element and join([made.element, grown]))
    return made


def put_in(frame: Frame, made: Value, use: ast.AST | None) -> tuple[Value, Value] | None:
    """The key and the element that a use puts into a container; None where nobody knows."""
    is_dict = made.kind in ("dict", "defaultdict")
    match use:
        case ast.Attribute(attr=method) if isinstance(call := frame.module.parent(use), ast.Call):
            values = frame.values(every_value(call))
            if method in known.ADDING and values:
                return NEVER, values[-1]
            if method in known.MERGING:
                return None if is_dict else (NEVER, join(map(element, values)))
            if method == "setdefault":
                key, value, *_ = [*values, *(ANY, Value("none"))[len(values) :]]
                return key, value
        case ast.AugAssign(target=ast.Name(), value=added):
            return None if is_dict else (NEVER, element(frame.run(added)[0]))
        case ast.Subscript(slice=part, ctx=ast.Store()):
            stored = None if isinstance(part, ast.Slice) else _stored(frame, made, use)
            return None if stored is None else (frame.run(part)[0] if is_dict else NEVER, stored)
        case ast.Subscript(slice=key) if made.kind == "defaultdict":
            return frame.run(key)[0], NEVER
        case ast.Call(func=function, args=[_, *put]) if frame.module.dotted(function) in known.HEAPS:
            return NEVER, join(frame.values(put))
        case ast.Call() if changes(frame.program, frame.module, use):
            return None
    return NEVER, NEVER


def _stored(frame: Frame, made: Value, target: ast.Subscript) -> Value | None:
    match frame.module.parent(target):
        case ast.AugAssign(op=op, value=added):
            return combine(op, element(replace(made, kind="list")), frame.run(added)[0])[0]
        case ast.Assign(value=value):
            return frame.run(value)[0]
    return None
