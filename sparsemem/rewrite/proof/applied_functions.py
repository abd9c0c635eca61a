"""Functions that are handed over and called elsewhere: by `map`, `filter`, `sorted`, `reduce`."""

import ast

from sparsemem.rewrite.proof.effects import CONVERTS, NONE, UNKNOWN, Effects, asks
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.follow import ran
from sparsemem.rewrite.proof.frame import DEEPEST, Frame
from sparsemem.rewrite.proof.methods import text_method
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.protocols import unsure
from sparsemem.rewrite.proof.value import ANY, Value, deep, is_plain
from sparsemem.source.function import Function


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
    found = frame.program.function(frame.module, function)
    if found is not None and _is_followed(frame, found):
        parameters = [a.arg for a in [*found.node.args.posonlyargs, *found.node.args.args]]
        if len(parameters) == len(values):
            variables = found.module.scopes[found.node].variables
            return ran(frame, found, {variables[n]: v for n, v in zip(parameters, values, strict=True)})
    converted = _conversion(frame.module.dotted(function) or "", values)
    if converted is not None:
        return converted
    receiver = frame.run(function.value)[0] if isinstance(function, ast.Attribute) else frame.run(function)[0]
    roots = deep(receiver, *values)
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


def _is_followed(frame: Frame, function: Function) -> bool:
    plain = isinstance(function.node, ast.FunctionDef) and not function.is_decorated
    return plain and frame.depth < DEEPEST and not frame.program.is_replaced(function)


def _conversion(name: str, values: list[Value]) -> Result | None:
    """`map(int, ...)` and the like; None for what is not known."""
    if any(value.optional for value in values):
        return None
    plain = all(map(is_plain, values))
    roots = deep(*values)
    if name == "builtins.str" and plain:
        return Value("str"), NONE
    if name in ("builtins.int", "builtins.float"):
        kinds = ("bool", "int") if name == "builtins.int" else ("bool", "int", "float")
        sure = all(value.kind in kinds for value in values)
        return Value(name.rpartition(".")[2]), (NONE if sure else unsure(CONVERTS, *values)) | Effects(reads=roots)
    if name == "builtins.len":
        sure = all(value.kind in ("str", "list", "tuple", "dict", "set") for value in values)
        return Value("int"), (NONE if sure else unsure(asks("__len__"), *values)) | Effects(reads=roots)
    if name.startswith("builtins.str.") and all(value.kind == "str" for value in values):
        return text_method(name.rpartition(".")[2], [])
    return None
