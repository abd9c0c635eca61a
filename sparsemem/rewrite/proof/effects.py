"""What running a piece of code may do."""

from dataclasses import dataclass, fields
from typing import Final

from sparsemem.source.scope import Variable

OUTER: Final = "outer"
"""Everything that was made elsewhere: arguments of unknown origin, globals, attributes."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies in the containers that a name reaches, at any depth, as against the outermost of them."""

    variable: Variable


Root = Variable | Inside | str
Roots = frozenset[Root]
NOTHING: Final[Roots] = frozenset()


def inside(roots: Roots) -> Roots:
    """The roots of what lies in a container with these roots."""
    return frozenset(Inside(root) if isinstance(root, Variable) else root for root in roots)


def name_of(root: Root) -> Variable | None:
    """The name that a root stands for; None for everything that was made elsewhere."""
    return None if isinstance(root, str) else root.variable if isinstance(root, Inside) else root


@dataclass(frozen=True, slots=True)
class Effects:
    """What may happen; everything is an upper bound. Roots are the names through which an object is reached."""

    raises: bool = False
    outside: bool = False
    """Something that is seen outside the program, or depends on it."""
    unknown: bool = False
    """Code that cannot be seen."""
    identity: bool = False
    """It asks which objects are the same, or alive."""
    reads: Roots = NOTHING
    writes: Roots = NOTHING
    looks: Roots = NOTHING
    """Names whose binding is read."""
    binds: Roots = NOTHING

    def __or__(self, other: "Effects") -> "Effects":
        """Both, in any order."""
        if other is NONE or self is other:
            return self
        if self is NONE:
            return other
        return Effects(*(getattr(self, f.name) | getattr(other, f.name) for f in fields(self)))


NONE: Final = Effects()
RAISES: Final = Effects(raises=True)
UNKNOWN: Final = Effects(True, True, True, False, frozenset({OUTER}), frozenset({OUTER}))
