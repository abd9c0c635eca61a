"""The steps of a cycle as they are written, and which of them to break."""

import re
from collections.abc import Sequence

ARROW = " -> "
_ATTRIBUTE = re.compile(r"^[A-Za-z_][\w.]*\.(?!__)[A-Za-z_]\w*$")
"""A step that is an attribute which a program sets: `Node.parent`, and not `ValueError.__traceback__`."""
_BACK = (re.compile(r"parent|owner|up$|outer"), re.compile(r"prev|back|root|_self"))
"""Attributes that lead back rather than down: a link to the one above breaks more cycles than one to a neighbour."""
_BUILT_IN = frozenset(
    {"list", "dict", "set", "tuple", "method", "function", "cell", "frame", "traceback", "generator"}
)


def closing_step(steps: Sequence[str]) -> str | None:
    """The attribute to be made weak: one that leads back rather than down, else the last one; None where the cycle
    passes through none.

    The shortest cycle of black's trees passes by chance through `Leaf.parent` and `Node.prev_sibling_map`.
    """
    named = [one for one in steps if _ATTRIBUTE.match(one) and one.split(".")[0] not in _BUILT_IN]
    back = [one for above in _BACK for one in reversed(named) if above.search(one.split(".")[-1])]
    return next(iter(back or reversed(named)), None)
