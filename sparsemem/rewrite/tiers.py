"""How certain it is that a rewritten program does what it did."""

from enum import IntEnum


class Tier(IntEnum):
    """The classes of rewrites, from the proven to those that are never made."""

    T1 = 1
    """Proven equal: output, exceptions, the order of effects, and what is left behind, whatever the data."""
    T2 = 2
    """Equal as long as nothing raises: a fault in the data, or a loop that ends early, shows at another time."""
    T3 = 3
    """Equal if code that cannot be seen has no effect on the other side."""
    T4 = 4
    """Both sides have effects, and they would alternate."""
    T5 = 5
    """A dict or set that drops duplicates: its elements are not those that are put in."""
