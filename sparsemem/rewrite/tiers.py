"""How certain it is that a rewritten program does what it did."""

from enum import IntEnum

from sparsemem.model import Page, Section


class Tier(IntEnum):
    """The classes of rewrites, from the proven to those that are never made."""

    T1 = 1
    """Proven: as long as nothing raises, output, results, effects and their order, and exit status are the same.

    Where something raises, an exception still ends the same call, with no effect more or less that anyone outside can
    see, though it may be another of those that were on their way (not so with `--strict`).
    """
    T2 = 2
    """Equal as long as nothing raises: a fault in the data, or a loop that ends early, shows after other effects."""
    T3 = 3
    """Equal if code that cannot be seen has no effect on the other side."""
    T4 = 4
    """Both sides have effects, and they would alternate."""
    T5 = 5
    """A dict or set that drops duplicates: its elements are not those that are put in."""


PROMISE = Page(
    "T1: what rewrite promises without a run",
    (
        Section(
            "What it means",
            "As long as nothing raises, output, results, effects and their order, and the exit status are the same. "
            "Where something raises, an exception still ends the same call, with no effect more or less that anyone "
            "outside can see and no handler in the project that tells the difference, though it may be another of "
            "those that were on their way. --strict keeps that too.",
        ),
    ),
)
