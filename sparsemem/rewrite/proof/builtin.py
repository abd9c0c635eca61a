"""Python's own functions: what they return and may do."""

import ast
from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.proof.effects import NONE, NOTHING, RAISES, UNKNOWN, Effects, Roots
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.operators import common_order, is_truth_known
from sparsemem.rewrite.proof.value import (
    ANY,
    NEVER,
    NUMBERS,
    SCALARS,
    Value,
    deep,
    element,
    is_plain,
    join,
    pair,
    reached,
)

Builtin = Callable[[Frame, ast.Call], Result]
_SIZED = frozenset({"str", "bytes", "list", "tuple", "dict", "set", "range"})


def _taken(value: Value) -> Effects:
    from sparsemem.rewrite.proof.expressions import taken  # noqa: PLC0415 (the two need each other)

    return taken(value)


def _values(frame: Frame, node: ast.Call) -> list[Value]:
    return [frame.run(argument)[0] for argument in node.args]


def _plain(node: ast.Call) -> bool:
    return not node.keywords and not any(isinstance(argument, ast.Starred) for argument in node.args)


def _len(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    sized = len(values) == 1 and values[0].kind in _SIZED
    return Value("int"), Effects(raises=not sized, reads=frozenset().union(*(value.roots for value in values)))


def _roots(values: list[Value]) -> Roots:
    return deep(*values)


def _text(frame: Frame, node: ast.Call) -> Result:
    from sparsemem.rewrite.proof.expressions import shown  # noqa: PLC0415 (the two need each other)

    values = _values(frame, node)
    effects = shown(values[0]) if len(values) == 1 and _plain(node) else Effects(raises=bool(values))
    return Value("str"), effects


def _number(kind: str) -> Builtin:
    def made(frame: Frame, node: ast.Call) -> Result:
        values = _values(frame, node)
        allowed = NUMBERS if kind == "float" else NUMBERS[:2]
        sure = _plain(node) and len(values) <= 1 and all(value.kind in allowed for value in values)
        return Value(kind), Effects(raises=not sure, reads=_roots(values))

    return made


def _truth(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    return Value("bool"), Effects(raises=not all(map(is_truth_known, values)), reads=_roots(values))


def _all(frame: Frame, node: ast.Call) -> Result:
    (value,) = _values(frame, node) if len(node.args) == 1 else (ANY,)
    sure = is_truth_known(element(value))
    return Value("bool"), _taken(value) | Effects(raises=not sure)


def _sum(frame: Frame, node: ast.Call) -> Result:
    values = [frame.run(argument)[0] for argument in [*node.args, *(k.value for k in node.keywords)]]
    if not values:
        return ANY, RAISES
    items = [element(values[0]), *values[1:]]
    effects = _taken(values[0])
    if all(item.kind in (*NUMBERS, "never") for item in items):
        kind = join([Value("int"), *items]).kind
        return Value(kind), effects
    return ANY, effects | RAISES


def _extreme(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    if len(values) > 1 and _plain(node):
        found = join(values)
        return found, NONE if common_order(found) else Effects(raises=True, reads=_roots(values))
    if not values:
        return ANY, RAISES
    default = next((frame.run(k.value)[0] for k in node.keywords if k.arg == "default"), None)
    key = any(keyword.arg == "key" for keyword in node.keywords)
    inner = element(values[0])
    effects = _taken(values[0]) | Effects(raises=default is None or key or not common_order(inner))
    if key:
        effects |= _key(frame, node, inner)
    return join([inner, *([default] if default else [])]), effects


def _key(frame: Frame, node: ast.Call, inner: Value) -> Effects:
    from sparsemem.rewrite.proof.follow import applied  # noqa: PLC0415 (the two need each other)

    keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
    value, effects = applied(frame, keys[0], [inner])
    return effects | Effects(raises=not common_order(value))


def _sorted(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    if len(values) != 1:
        return ANY, RAISES
    inner = element(values[0])
    if any(keyword.arg == "key" for keyword in node.keywords):
        effects = _key(frame, node, inner)
    else:
        effects = Effects(raises=not common_order(inner))
    return Value("list", element=inner), _taken(values[0]) | effects


def _container(kind: str) -> Builtin:
    def made(frame: Frame, node: ast.Call) -> Result:
        values = _values(frame, node)
        if not values:
            return Value(kind, element=NEVER, key=NEVER, parts=() if kind == "tuple" else None), NONE
        inner = element(values[0])
        hashed = NONE if kind in ("list", "tuple") or is_plain(inner) else RAISES
        return Value(kind, element=inner), _taken(values[0]) | hashed

    return made


def _dict(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    named = [frame.run(keyword.value)[0] for keyword in node.keywords]
    if not values:
        sure = all(keyword.arg for keyword in node.keywords)
        return Value("dict", element=join(named), key=Value("str") if named else NEVER), NONE if sure else RAISES
    value, inner = values[0], element(values[0])
    if value.kind == "dict" and not named:
        return replace(value, roots=NOTHING, element=reached(value.element or ANY, value.roots)), Effects(
            reads=value.roots
        )
    if inner.kind == "tuple" and inner.parts is not None and len(inner.parts) == 2 and not named:
        (_, key), (_, held) = inner.parts
        return Value("dict", element=held, key=key), _taken(value) | (NONE if is_plain(key) else RAISES)
    return Value("dict"), _taken(value) | RAISES


def _counted(kind: str) -> Builtin:
    def made(frame: Frame, node: ast.Call) -> Result:
        values = _values(frame, node)
        effects = NONE
        for value in values:
            effects |= _taken(value) | (NONE if is_plain(element(value)) else RAISES)
        return Value(kind, element=Value("int"), key=join(map(element, values))), effects

    return made


def _lazy(make: Callable[[list[Value]], Value]) -> Builtin:
    def made(frame: Frame, node: ast.Call) -> Result:
        values = _values(frame, node)
        step = NONE
        for value in values:
            step |= _taken(value)
        sure = all(value.kind not in SCALARS - {"str", "bytes"} for value in values)
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            return Value("iterator", ANY.roots, step=step | RAISES), RAISES
        inner = make(values) if values else NEVER
        # That a value cannot be iterated shows at once; what happens on the way, on the way.
        refused = any(value.kind == "any" for value in values)
        return Value("iterator", element=inner, step=step), Effects(raises=refused or not sure)

    return made


def _map(frame: Frame, node: ast.Call) -> Result:
    from sparsemem.rewrite.proof.follow import applied  # noqa: PLC0415 (the two need each other)

    if len(node.args) < 2:
        return ANY, RAISES
    values = _values(frame, node)[1:]
    value, effects = applied(frame, node.args[0], [element(value) for value in values])
    for source in values:
        effects |= _taken(source)
    return Value("iterator", element=value, step=effects), Effects(raises=any(v.kind == "any" for v in values))


def _filter(frame: Frame, node: ast.Call) -> Result:
    from sparsemem.rewrite.proof.follow import applied  # noqa: PLC0415 (the two need each other)

    if len(node.args) != 2:
        return ANY, RAISES
    source = frame.run(node.args[1])[0]
    inner = element(source)
    tested = isinstance(node.args[0], ast.Constant)
    effects = NONE if tested else applied(frame, node.args[0], [inner])[1]
    step = effects | _taken(source) | Effects(raises=tested and not is_truth_known(inner))
    return Value("iterator", element=inner, step=step), Effects(raises=source.kind == "any")


def _range(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    sure = 1 <= len(values) <= 2 and all(value.kind in ("int", "bool") for value in values)
    stepped = len(values) == 3 and isinstance(node.args[2], ast.Constant | ast.UnaryOp)
    return Value("range"), NONE if sure or (stepped and all(v.kind == "int" for v in values)) else RAISES


def _print(frame: Frame, node: ast.Call) -> Result:
    from sparsemem.rewrite.proof.expressions import shown  # noqa: PLC0415 (the two need each other)

    effects = Effects(outside=True)
    for value in _values(frame, node):
        effects |= shown(value)
    return Value("none"), effects


def _open(frame: Frame, node: ast.Call) -> Result:
    mode = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "mode"), None)
    text = mode.value if isinstance(mode, ast.Constant) else "r" if mode is None else None
    reading = isinstance(text, str) and not set(text) & set("wax+")
    step = Effects(raises=True, outside=not reading, reads=ANY.roots)
    line = Value("bytes" if isinstance(text, str) and "b" in text else "str")
    return Value("iterator", element=line if text is not None else ANY, step=step), step


def _rows(frame: Frame, node: ast.Call) -> Result:
    source = frame.run(node.args[0])[0] if node.args else ANY
    keyed = frame.module.dotted(node.func) == "csv.DictReader"
    row = (
        Value("dict", element=Value("scalar"), key=Value("scalar")) if keyed else Value("list", element=Value("str"))
    )
    return Value("iterator", source.roots, row, step=source.step | RAISES), RAISES


def _next(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    source = values[0] if values else ANY
    effects = source.step | Effects(
        raises=len(values) < 2 or source.kind != "iterator", reads=source.roots, writes=source.roots
    )
    return join([element(source), *values[1:]]), effects


def _round(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    sure = all(value.kind in NUMBERS for value in values) and (len(values) == 2 or values[0].kind != "float")
    kind = "int" if len(values) == 1 else values[0].kind if sure else "scalar"
    return Value(kind), NONE if sure else RAISES


def _abs(frame: Frame, node: ast.Call) -> Result:
    values = _values(frame, node)
    sure = len(values) == 1 and values[0].kind in NUMBERS
    return (Value("float" if values[0].kind == "float" else "int"), NONE) if sure else (ANY, RAISES)


def _asked(kind: str) -> Builtin:
    return lambda frame, node: (Value(kind), NONE if len(node.args) in (1, 2) and _plain(node) else UNKNOWN)


def _identity(frame: Frame, node: ast.Call) -> Result:
    return Value("int"), Effects(identity=True)


def _enumerated(values: list[Value]) -> Value:
    return pair(Value("int"), element(values[0]))


BUILTINS: dict[str, Builtin] = {
    "builtins.len": _len, "builtins.str": _text, "builtins.repr": _text, "builtins.int": _number("int"),
    "builtins.float": _number("float"), "builtins.bool": _truth, "builtins.any": _all, "builtins.all": _all,
    "builtins.sum": _sum, "builtins.min": _extreme, "builtins.max": _extreme, "builtins.sorted": _sorted,
    "builtins.list": _container("list"), "builtins.tuple": _container("tuple"), "builtins.set": _container("set"),
    "builtins.frozenset": _container("set"), "builtins.dict": _dict, "builtins.range": _range,
    "builtins.enumerate": _lazy(_enumerated), "builtins.zip": _lazy(lambda values: pair(*map(element, values))),
    "builtins.reversed": _lazy(lambda values: element(values[0])), "builtins.iter": _lazy(lambda v: element(v[0])),
    "itertools.chain": _lazy(lambda values: join(map(element, values))), "builtins.map": _map,
    "itertools.chain.from_iterable": _lazy(lambda values: element(element(values[0]))),
    "builtins.filter": _filter, "builtins.print": _print, "builtins.open": _open, "csv.reader": _rows,
    "csv.DictReader": _rows, "builtins.next": _next, "builtins.round": _round, "builtins.abs": _abs,
    "builtins.isinstance": _asked("bool"), "builtins.type": _asked("code"), "builtins.callable": _asked("bool"),
    "builtins.id": _identity, "collections.Counter": _counted("dict"), "collections.defaultdict":
    lambda frame, node: (Value("dict", element=None, key=NEVER), RAISES if len(node.args) > 1 else NONE),
    "collections.deque": _container("list"), "math.fsum": _sum,
}  # fmt: skip
