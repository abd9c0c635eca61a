"""What running a piece of code may do."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import reduce
from operator import or_
from typing import Final

from sparsemem.source import Variable

OUTER: Final = "outer"
"""Everything that was made elsewhere: arguments of unknown origin, globals, attributes."""
OBJECTS: Final = "objects"
"""Objects that were made elsewhere, as far as attributes of theirs are stored: nothing else of OUTER is changed."""
DATABASE: Final = "database"
"""What lies in databases: no object of the program, and seen by others."""
LASTING: Final = "lasting"
"""What an object of which nothing is known may change that outlasts the program, as one that lies in a file does."""
FILES: Final = "files"
"""What lies in files that the program opened itself: no object of the program either."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies in the containers that a name reaches, at any depth, as against the outermost of them."""

    variable: Variable


Root = Variable | Inside | str
Roots = frozenset[Root]
NOTHING: Final[Roots] = frozenset()


SLOT: Final = "."
"""Begins the root of all attributes of one name, of whatever object; alone it is that of any attribute."""


HELD: Final = "@"
"""Begins the root of all containers that attributes of one name hold and nobody has otherwise."""


def slot(name: str) -> Roots:
    """The root of the attributes of a name: no container lies there, and no attribute of another name."""
    return frozenset({f"{SLOT}{name}"})


def is_slot(root: Root) -> bool:
    """Whether it stands for attributes of a name."""
    return isinstance(root, str) and root.startswith(SLOT)


def held(name: str) -> Roots:
    """The root of containers that attributes of a name hold and that nobody has otherwise."""
    return frozenset({f"{HELD}{name}"})


def is_held(root: Root) -> bool:
    """Whether it stands for containers that nobody has but by attributes of one name."""
    return isinstance(root, str) and root.startswith(HELD)


def inside(roots: Roots) -> Roots:
    """The roots of what lies in a container with these roots."""
    return frozenset(
        Inside(root) if isinstance(root, Variable) else OUTER if is_held(root) else root for root in roots
    )


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
    protocols: frozenset[str] = NOTHING  # type: ignore[assignment]
    """Special methods, and properties as `.name`, that it may run of objects of which nothing is known."""
    own: frozenset[str] = NOTHING  # type: ignore[assignment]
    """Those that it may run of the project's objects, where these have been put into data."""

    @property
    def advances(self) -> bool:
        """Whether it takes elements of what may be an iterator that others hold too, or that uses a record again."""
        return "__iter__" in self.protocols

    def __or__(self, other: "Effects") -> "Effects":
        """Both, in any order."""
        if other is NONE or self is other:
            return self
        if self is NONE:
            return other
        return Effects(*(getattr(self, name) | getattr(other, name) for name in _FIELDS))


_FIELDS: Final = tuple(field.name for field in fields(Effects))
NONE: Final = Effects()
RAISES: Final = Effects(raises=True)
UNKNOWN: Final = Effects(True, True, True, reads=frozenset({OUTER}), writes=frozenset({OUTER}))
OUTSIDE: Final = Effects(raises=True, outside=True)
"""Files, streams, the clock: seen by others, or seen from them, and no object of the program is changed."""


def union(effects: Iterable[Effects]) -> Effects:
    """All of these, in any order."""
    return reduce(or_, effects, NONE)


def asks(*protocols: str) -> Effects:
    """What using an object of which nothing is known by these special methods may do, beyond reading it."""
    return Effects(raises=True, protocols=frozenset(protocols))
