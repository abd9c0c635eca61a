"""Calls that are followed into the function that they run: here, or elsewhere by whom it is handed to."""

import ast

from sparsemem.rewrite.proof.annotated import declared
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects, union
from sparsemem.rewrite.proof.frame import DEEPEST, Arguments, Frame, Result
from sparsemem.rewrite.proof.known import CALLED
from sparsemem.rewrite.proof.outward import outward, own_dropped
from sparsemem.rewrite.proof.value import ABSENT, ANY, Value, deep, element, is_known, is_plain, join
from sparsemem.source import Function, Module, own_nodes, passed, yields

_MOST = 4
"""So many methods of classes and their heirs are followed from one call."""
_DEEPEST_BY_CLASS = 3
"""How many calls are followed into each other until the class of an object is not asked for any more."""
_BY_NAME = frozenset({"key", "func", "function", "repl", "default", "predicate", "onerror"})


def follow(frame: Frame, node: ast.Call) -> Result | None:
    """What a call of a function of the project returns and does, its arguments apart; None for any other call."""
    results = [_followed(frame, node, function) for function in functions_of(frame, node)]
    if not results:
        return None
    absent = isinstance(node.func, ast.Attribute) and ABSENT in frame.run(node.func.value)[0].types
    effects = union(effects for _, effects in results) | (RAISES if absent else NONE)
    return join(value for value, _ in results), effects


def functions_of(frame: Frame, node: ast.Call) -> list[Function]:
    """The functions of the project of which a call certainly runs one; none where it may run another."""
    inheritance = frame.program.inheritance
    function = frame.program.callee(frame.module, node) or inheritance.above(frame.module, node)
    if function is not None:
        return [function]
    if not isinstance(node.func, ast.Attribute) or not inheritance.methods_named(node.func.attr):
        return []
    if frame.depth >= _DEEPEST_BY_CLASS or frame.module.dotted(node.func) is not None:
        return []
    holder = frame.run(node.func.value)[0]
    types = holder.types - {ABSENT}
    found = inheritance.methods_of(types, node.func.attr) if types and holder.kind == "record" else []
    return [] if len(found) > _MOST or any(method.is_static for method in found) else found


def _followed(frame: Frame, node: ast.Call, function: Function) -> Result:
    if isinstance(function.node, ast.AsyncFunctionDef) or function.is_decorated or frame.depth >= DEEPEST:
        return ANY, UNKNOWN
    given = {variable: frame.run(value)[0] for variable, value in passed(function, node)}
    value, effects = ran(frame, function, given)
    return value, effects if fits(function, node) else effects | RAISES


def callee_frame(frame: Frame, function: Function, arguments: Arguments) -> Frame:
    """The run of a function that is called from another; parameters that get no value have their default."""
    said = declared(function)
    known = {v: value for v, value in arguments.items() if value.kind != "any" or v not in said}
    given, place = default_values(frame, function) | said | known, (function.module, function.node)
    return Frame(frame.program, frame.evaluator, place, given, _outer(frame, function), frame.depth + 1)


def default_values(frame: Frame, function: Function) -> Arguments:
    """The parameters that have a default which nobody can change."""
    top = Frame(frame.program, frame.evaluator, (function.module, function.module.tree))
    variables = function.module.scopes[function.node].variables
    found = {variables[name]: top.run(default)[0] for name, default in _defaults(function).items()}
    return {variable: value for variable, value in found.items() if is_plain(value)}


def ran(frame: Frame, function: Function, arguments: Arguments) -> Result:
    """What a run of a function returns and does; what runs at the top level of a module is worked out once."""
    itself = ANY, UNKNOWN  # of a function that calls itself
    outer = _outer(frame, function)
    if outer is not None:
        if function.node in outer.running:
            return itself
        outer.running.append(function.node)
        found = run_of(frame, function, arguments)
        outer.running.pop()
        return found
    key = function.node, frame.depth, frozenset(arguments.items())
    return frame.program.once("run", key, itself, lambda: run_of(frame, function, arguments))


def run_of(frame: Frame, function: Function, arguments: Arguments) -> Result:
    """What a run of a function returns and does, worked out anew."""
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


def _outer(frame: Frame, function: Function) -> Frame | None:
    """For a function inside of a function, the run that it was defined in, where that is known."""
    around = function.module.function(function.node)
    found: Frame | None = frame
    while found is not None and found.node is not around:
        found = found.outer
    return found


def _defaults(function: Function) -> dict[str, ast.expr]:
    arguments = function.node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    found = zip(reversed(plain), reversed(arguments.defaults), strict=False)
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return {argument.arg: default for argument, default in [*found, *named] if default}


def fits(function: Function, node: ast.Call, is_bound: bool = False) -> bool:
    """Whether the call certainly gives each parameter one value; `is_bound` of calls of a class."""
    given = {variable.name for variable, _ in passed(function, node, is_bound)}
    needed = {*function.positional, *(a.arg for a in function.node.args.kwonlyargs)} - set(_defaults(function))
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
    name = frame.module.dotted(function) or ""
    places: list[ast.expr] = [ast.Name("_") for _ in values]
    frame.replaced |= dict(zip(places, values, strict=True))
    call: ast.expr = ast.Call(function, places, [])
    if name.startswith("builtins.str.") and places:
        call = ast.Call(ast.Attribute(places[0], name.rpartition(".")[2]), places[1:], [])
    elif isinstance(function, ast.Call) and len(places) == 1:
        call = _got(frame.module, function, places[0]) or call
    value, effects = frame.run(call)
    if effects.unknown:
        receiver = frame.run(function.value)[0] if isinstance(function, ast.Attribute) else frame.run(function)[0]
        roots = deep(receiver, *values)
        effects |= Effects(reads=roots, writes=roots)
    return value, effects


def _got(module: Module, getter: ast.Call, whole: ast.expr) -> ast.expr | None:
    """What `itemgetter(key)` and `attrgetter("name")` get of a value; None of any other call."""
    match module.dotted(getter.func), getter.args:
        case "operator.itemgetter", [ast.Constant() as only]:
            return ast.Subscript(whole, only, ast.Load())
        case "operator.itemgetter", [ast.Constant(), *_] as keys if all(isinstance(k, ast.Constant) for k in keys):
            return ast.Tuple([ast.Subscript(whole, key, ast.Load()) for key in keys], ast.Load())
        case "operator.attrgetter", [ast.Constant(value=str(name))] if name.isidentifier():
            return ast.Attribute(whole, name, ast.Load())
    return None


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
