"""Functions that are handed over and called elsewhere: by `map`, `filter`, `sorted`, `reduce`."""

import ast

from sparsemem.rewrite.proof.effects import NONE, UNKNOWN, Effects, union
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.known import CALLED
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import ANY, Value, deep, is_known
from sparsemem.source import Module


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


_BY_NAME = frozenset({"key", "func", "function", "repl", "default", "predicate", "onerror"})


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
