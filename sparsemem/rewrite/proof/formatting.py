"""Texts that are made by a format: whether a specification fails for no value of a kind."""

import re

from sparsemem.rewrite.proof.value import Value

_SPECIFICATIONS = {
    **dict.fromkeys(("bool", "int"), re.compile(r"[<>^]?[+ -]?0?\d*,?((\.\d+)?[fge%]|[dxXob])?")),
    "float": re.compile(r"[<>^]?[+ -]?0?\d*,?(\.\d+)?[fge%]?"),
    "str": re.compile(r"[<>^]?[1-9]?\d*s?"),
}
"""Format specifications that fail for no value of a kind."""


def is_specified(value: Value, specification: str) -> bool:
    """Whether a value can certainly be formatted by a specification."""
    known = _SPECIFICATIONS.get(value.kind)
    grouped = "," in specification and specification[-1] in "xXob"
    return bool(known and known.fullmatch(specification)) and not grouped
