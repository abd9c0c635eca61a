"""Calls that are followed into the function that they run: here, or elsewhere by whom it is handed to."""

import ast
from dataclasses import replace
from functools import partial

from sparsemem.rewrite.proof.effects import NONE, NOTHING, RAISES, UNKNOWN, Effects, Root, Roots, name_of, union
from sparsemem.rewrite.proof.frame import DEEPEST, Arguments, Frame, Result
from sparsemem.rewrite.proof.giving_away import escapes
from sparsemem.rewrite.proof.known import CALLED
from sparsemem.rewrite.proof.value import ANY, Value, deep, element, is_known, join, with_parts
from sparsemem.source import Function, own_nodes, passed, yields

_BY_NAME = frozenset({"key", "func", "function", "repl", "default", "predicate", "onerror"})


def follow(frame: Frame, node: ast.Call) -> Result | None:
    """What a call of a function of the project returns and does, its arguments apart; None for any other call."""
    results = [_followed(frame, node, function) for function in functions_of(frame, node)]
    return (join(value for value, _ in results), union(effects for _, effects in results)) if results else None


def functions_of(frame: Frame, node: ast.Call) -> list[Function]:
    """The functions of the project of which a call certainly runs one; none where it may run another."""
    inheritance = frame.program.inheritance
    function = frame.program.callee(frame.module, node)
    if function is not None:
        return [function]
    if not isinstance(node.func, ast.Attribute) or not inheritance.methods_named(node.func.attr):
        return []
    if frame.depth >= DEEPEST or frame.module.dotted(node.func) is not None:
        return []
    holder = frame.run(node.func.value)[0]
    return inheritance.methods_of(holder.types, node.func.attr) if holder.types and holder.kind == "record" else []


def _followed(frame: Frame, node: ast.Call, function: Function) -> Result:
    if isinstance(function.node, ast.AsyncFunctionDef) or function.is_decorated or frame.depth >= DEEPEST:
        return ANY, UNKNOWN
    value, effects = ran(frame, function, given(frame, function, node))
    return value, effects if fits(function, node) else effects | RAISES


def declared(function: Function) -> Arguments:
    """The instance, or the class, that a method begins with."""
    plain = [*function.node.args.posonlyargs, *function.node.args.args]
    own = function.module.variable(plain[0]) if function.is_method and plain and not function.is_decorated else None
    record = Value("record", ANY.roots, types=frozenset({function.owner or ""}))
    return {} if own is None else {own: Value("code") if function.is_class_method else record}


def given(frame: Frame, function: Function, call: ast.Call, is_bound: bool = False) -> Arguments:
    """The parameters by what a call gives them, else by their defaults, where these are constant."""
    handed = {variable: frame.run(value)[0] for variable, value in passed(function, call, is_bound)}
    return defaults(frame, function) | handed if fits(function, call, is_bound) else handed


def defaults(frame: Frame, function: Function) -> Arguments:
    """The constant defaults of a function's parameters."""
    arguments, own = function.node.args, callee_frame(frame, function, {})
    plain = [*arguments.posonlyargs, *arguments.args]
    last = plain[len(plain) - len(arguments.defaults) :]
    pairs = zip([*last, *arguments.kwonlyargs], [*arguments.defaults, *arguments.kw_defaults], strict=True)
    known = ((a, one) for a, one in pairs if isinstance(one, ast.Constant | ast.UnaryOp))
    return {v: own.run(one)[0] for a, one in known if (v := function.module.variable(a)) is not None}


def callee_frame(frame: Frame, function: Function, arguments: Arguments) -> Frame:
    """The run of a function that is called from another."""
    said = declared(function)
    known = {v: value for v, value in arguments.items() if value.kind != "any" or v not in said}
    place = function.module, function.node
    return Frame(frame.program, frame.evaluator, place, said | known, depth=frame.depth + 1)


def ran(frame: Frame, function: Function, arguments: Arguments) -> Result:
    """What a run of a function returns and does, worked out once."""
    itself = ANY, UNKNOWN  # of a function that calls itself
    key = function.node, frame.depth, frozenset(arguments.items())
    return frame.program.once("run", key, itself, lambda: _run_of(frame, function, arguments))


def _run_of(frame: Frame, function: Function, arguments: Arguments) -> Result:
    """What a run of a function returns and does; of names of a function around it, nothing is known."""
    inner, body = callee_frame(frame, function, arguments), function.node.body
    effects = inner.effects(body)
    if yields(function.node):
        made = join(_yielded(inner, node) for node in own_nodes(function.node))
        return Value("iterator", element=made, step=outward(inner, effects, deep(made))), NONE
    returns = [node.value for node in own_nodes(function.node) if isinstance(node, ast.Return)]
    values = [inner.run(value)[0] if value else Value("none") for value in returns]
    falls = not values or not isinstance(body[-1], ast.Return | ast.Raise)
    found = join([*values, *([Value("none")] if falls else [])])
    return own_dropped(inner, found), outward(inner, effects, frozenset())


def _yielded(frame: Frame, node: ast.AST) -> Value:
    match node:
        case ast.Yield(value=value):
            return frame.run(value)[0] if value else Value("none")
        case ast.YieldFrom(value=source):
            return element(frame.run(source)[0])
    return Value("never")


def fits(function: Function, node: ast.Call, is_bound: bool = False) -> bool:
    """Whether the call certainly gives each parameter one value; `is_bound` of calls of a class."""
    given = {variable.name for variable, _ in passed(function, node, is_bound)}
    arguments, plain = function.node.args, function.positional
    needed = {*plain[: len(plain) - len(arguments.defaults)]}
    needed |= {a.arg for a, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if not value}
    stars = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
    every = len(given) == len(node.args) + len(node.keywords)
    return not stars and needed <= given and len(node.args) <= len(function.positional) and every


def applied(frame: Frame, function: ast.expr, values: list[Value]) -> Result:
    """What calling the function that an expression names with these values returns and does."""
    if isinstance(function, ast.Lambda):
        names = [frame.module.variable(argument) for argument in function.args.args]
        if None in names:
            return ANY, UNKNOWN
        given = dict(zip(names, values, strict=False))
        place = frame.module, function
        inner = Frame(frame.program, frame.evaluator, place, given, frame, frame.depth + 1)  # type: ignore[arg-type]
        value, effects = inner.run(function.body)
        return value, outward(inner, effects, frozenset())
    match function:
        case ast.Call(func=maker, args=[ast.Constant() as key], keywords=[]) if values:
            frame.replaced[taken := ast.Name("_")] = values[0]
            getter = frame.module.dotted(maker)
            if getter == "operator.itemgetter" or (getter == "operator.attrgetter" and "." not in str(key.value)):
                part = ast.Subscript(taken, key) if "item" in getter else ast.Attribute(taken, str(key.value))
                return frame.run(part)
    name = frame.module.dotted(function) or ""
    places: list[ast.expr] = [ast.Name("_") for _ in values]
    frame.replaced |= dict(zip(places, values, strict=True))
    call: ast.expr = ast.Call(function, places, [])
    if name.startswith("builtins.str.") and places:
        call = ast.Call(ast.Attribute(places[0], name.rpartition(".")[2]), places[1:], [])
    value, effects = frame.run(call)
    if effects.unknown:
        receiver = frame.run(function.value)[0] if isinstance(function, ast.Attribute) else frame.run(function)[0]
        roots = deep(receiver, *values)
        effects |= Effects(reads=roots, writes=roots)
    return value, effects


def handed_over(frame: Frame, node: ast.Call, name: str) -> Effects:
    """What the functions may do that a function of the standard library is given, and calls."""
    place = CALLED.get(name)
    by_place = union(_called_back(frame, argument, i == place) for i, argument in enumerate(node.args))
    return by_place | union(_called_back(frame, k.value, k.arg in _BY_NAME) for k in node.keywords)


def _called_back(frame: Frame, argument: ast.expr, is_called: bool) -> Effects:
    value = frame.run(argument)[0]
    own = value.kind == "lambda" or frame.program.function(frame.module, argument) is not None
    if own or (is_called and (value.kind == "code" or not is_known(value))):
        return applied(frame, argument, [] if own else [ANY])[1]
    return NONE


def outward(frame: Frame, effects: Effects, kept: Roots) -> Effects:
    """The effects of a run as its caller sees them: what only the run itself can reach is left out."""
    return replace(
        effects,
        reads=(effects.reads & kept) | _unowned(frame, effects.reads - kept),
        writes=(effects.writes & kept) | _unowned(frame, effects.writes - kept),
        looks=frozenset(name for name in effects.looks if not is_own_root(frame, name)),
        binds=frozenset(name for name in effects.binds if not is_own_root(frame, name)),
    )


def _unowned(frame: Frame, roots: Roots) -> Roots:
    """The roots without the names of a run, that is over; what it has given away somewhere, others have."""
    own = frozenset(root for root in roots if is_own_root(frame, root))
    names = {name for root in own if (name := name_of(root)) is not None}
    given = any(escapes(frame.program, frame.module, name) for name in names)
    return roots - own | (ANY.roots if given else NOTHING)


def is_own_root(frame: Frame, root: Root) -> bool:
    """Whether it is a name of the run itself."""
    name = name_of(root)
    return name is not None and frame.owns(name)


def own_dropped(frame: Frame, value: Value) -> Value:
    """The value without the names of the run that made it: that run is over."""
    roots = _unowned(frame, value.roots)
    if value.kind == "any" and not roots:
        roots = ANY.roots
    return replace(with_parts(value, partial(own_dropped, frame)), roots=roots)
