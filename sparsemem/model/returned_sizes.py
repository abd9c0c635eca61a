"""What the functions of a program returned: one record of the size profile for each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Returned:
    """A function, and the largest containers that it returned; None where it never returned one.

    `bytes` is shallow: what the container's own block takes, without what lies in it.
    """

    path: str
    line: int
    """The first one, a decorator's included."""
    function: str
    """Qualified: `Class.method`, `outer.<locals>.inner`."""
    calls: int
    """Those that returned; of a generator function, the generators that came to their end."""
    generators: int
    """How many of them gave a generator."""
    elements: int | None
    bytes: int | None
