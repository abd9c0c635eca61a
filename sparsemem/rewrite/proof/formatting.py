"""Texts that are made by a format: whether a specification, `%` or `format` fails for no value of a kind."""

import ast
import re

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.effects import RAISES, UNKNOWN, Effects, asks, union
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.protocols import shown, unsure
from sparsemem.rewrite.proof.value import NUMBERS, Value, deep

_WHOLE = ("bool", "int")
_SPECIFICATIONS = {
    **dict.fromkeys(_WHOLE, re.compile(r"[<>^]?[+ -]?0?\d*,?((\.\d+)?[fge%]|[dxXob])?")),
    "float": re.compile(r"[<>^]?[+ -]?0?\d*,?(\.\d+)?[fge%]?"),
    "str": re.compile(r"[<>^]?[1-9]?\d*s?"),
}
"""Format specifications that fail for no value of a kind."""
_CONVERSION = re.compile(r"%(?:\((\w+)\))?[-+ 0#]*\d*(?:\.\d+)?(.)", re.DOTALL)
_ACCEPTED = {**dict.fromkeys("fFeEgG", NUMBERS), **dict.fromkeys("dixXo", _WHOLE)}
"""The kinds that a conversion of `%` fails for in no case; `%s` takes all."""
_ASKS = re.compile(r"\{[^}:!]*[.\[]")
"""A field that asks for an attribute or an item."""
_ALONE = (*NUMBERS, "str", "bytes", "none")
"""The kinds that are certainly no tuple and no dict."""


def is_specified(value: Value, specification: str) -> bool:
    """Whether a value can certainly be formatted by a specification."""
    known = _SPECIFICATIONS.get(value.kind)
    grouped = "," in specification and specification[-1] in "xXob"
    return bool(known and known.fullmatch(specification)) and not grouped and not value.optional


def percent(node: ast.BinOp, right: Value) -> Result:
    """`"..." % right`."""
    text = node.left.value if isinstance(node.left, ast.Constant) else None
    values = [part for _, part in right.parts] if right.parts is not None else [right]
    if isinstance(text, str) and _fits(text, right):
        return Value("str"), Effects(reads=deep(right)) | union(map(shown, values))
    return Value("str"), RAISES | unsure(asking.SHOWS | asks("__getitem__"), right) | Effects(reads=deep(right))


def _fits(text: str, right: Value) -> bool:
    """Whether there is a value of a right kind for each conversion, and none beside."""
    asked = [found.groups() for found in _CONVERSION.finditer(text) if found[2] != "%"]
    if "%" in _CONVERSION.sub("", text):
        return False
    if any(name is not None for name, _ in asked):
        return False
    if right.kind == "tuple" and right.parts is not None:
        given = [value for _, value in right.parts]
    else:
        given = [right] if right.kind in _ALONE and not right.optional else []
    return len(given) == len(asked) and all(
        value is not None and _converts(kind, value) for value, (_, kind) in zip(given, asked, strict=True)
    )


def _converts(kind: str, value: Value) -> bool:
    return kind == "s" or (value.kind in _ACCEPTED.get(kind, ()) and not value.optional)


def formatted(node: ast.Call, values: list[Value]) -> Result:
    """`"...".format(...)`, which fails for nothing where the text has `{}` alone, one for each argument."""
    match node.func:
        case ast.Attribute(value=ast.Constant(value=str() as text), attr="format"):
            pass
        case _:
            text = "{.}"
    effects = Effects(reads=deep(*values)) | union(map(shown, values))
    if _ASKS.search(text):
        # It may run code of the object.
        return Value("str"), effects | unsure(UNKNOWN, *values)
    parts = text.split("{}") if not node.keywords else ["{"]
    sure = len(parts) - 1 == len(values) and not any(isinstance(argument, ast.Starred) for argument in node.args)
    return Value("str"), effects if sure and not set("".join(parts)) & set("{}") else effects | RAISES
