"""Texts that are made by a format: whether a specification, `%` or `format` fails for no value of a kind."""

import ast
import re

from sparsemem.rewrite.proof.effects import RAISES, UNKNOWN, Effects, union
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.protocols import shown, unsure
from sparsemem.rewrite.proof.value import Value, deep

_WHOLE = ("bool", "int")
_SPECIFICATIONS = {
    **dict.fromkeys(_WHOLE, re.compile(r"[<>^]?[+ -]?0?\d*,?((\.\d+)?[fge%]|[dxXob])?")),
    "float": re.compile(r"[<>^]?[+ -]?0?\d*,?(\.\d+)?[fge%]?"),
    "str": re.compile(r"[<>^]?[1-9]?\d*s?"),
}
"""Format specifications that fail for no value of a kind."""
_ASKS = re.compile(r"\{[^}:!]*[.\[]")
"""A field that asks for an attribute or an item."""


def is_specified(value: Value, specification: str) -> bool:
    """Whether a value can certainly be formatted by a specification."""
    known = _SPECIFICATIONS.get(value.kind)
    grouped = "," in specification and specification[-1] in "xXob"
    return bool(known and known.fullmatch(specification)) and not grouped and not value.optional


def formatted(node: ast.Call, values: list[Value]) -> Result:
    """`"...".format(...)`, which may run code of the objects where it asks for an attribute or an item."""
    match node.func:
        case ast.Attribute(value=ast.Constant(value=str() as text), attr="format") if not _ASKS.search(text):
            effects = RAISES
        case _:
            effects = unsure(UNKNOWN, *values)
    return Value("str"), effects | Effects(reads=deep(*values)) | union(map(shown, values))
