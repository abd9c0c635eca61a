"""Functions that are handed over and called elsewhere: by `map`, `filter`, `sorted`, `reduce`."""

import ast

from sparsemem.rewrite.proof.effects import UNKNOWN, Effects
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.methods import text_method
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.value import ANY, Value, deep


def applied(frame: Frame, function: ast.expr, values: list[Value]) -> Result:
    """What calling the function that an expression names with these values returns and does."""
    if isinstance(function, ast.Lambda):
        names = [frame.module.variable(argument) for argument in function.args.args]
        if len(names) != len(values) or None in names:
            return ANY, UNKNOWN
        given = dict(zip(names, values, strict=True))
        place = frame.module, function
        inner = Frame(frame.program, frame.evaluator, place, given, frame, frame.depth + 1)  # type: ignore[arg-type]
        value, effects = inner.run(function.body)
        return value, outward(inner, effects, frozenset())
    name = frame.module.dotted(function) or ""
    if name.startswith("builtins.str.") and values and all(value.kind == "str" for value in values):
        return text_method(name.rpartition(".")[2], values[1:])
    places: list[ast.expr] = [ast.Name("_") for _ in values]
    frame.replaced |= dict(zip(places, values, strict=True))
    value, effects = frame.run(ast.Call(function, places, []))
    if effects.unknown:
        receiver = frame.run(function.value)[0] if isinstance(function, ast.Attribute) else frame.run(function)[0]
        roots = deep(receiver, *values)
        effects |= Effects(reads=roots, writes=roots)
    return value, effects
