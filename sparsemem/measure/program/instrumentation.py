"""What is done to one run beside watching it from outside: one frozen record, handed on unchanged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrumentation:
    """The default does nothing. Whatever slows the program down belongs into a run of its own, a pass."""

    owners_at_bound: bool = False
    """Whether who holds the heap is found out where a bound stops the program: after a first run no other tells."""
    reads_owners: bool = False
    """Whether to find out from outside, at `end`, who holds the heap: it takes a while."""
    draws_map: bool = False
    """Whether to draw the map of the heap as well; only where owners are read."""
    why: str | None = None
    """The name or type of an object whose path from the root is wanted; only where owners are read."""
    profiles_sizes: bool = False
    """Whether the probe notes what the program's functions return."""
    profiler: str | None = None
    """Whose record of the heap the probe makes: one of `probe.layout.PROFILERS`."""
    forks: int = 0
    """How many forked processes memray records as well, in the order in which they come; 0 leaves them alone."""
    has_huge_pages: bool = True
    """Whether it may get transparent huge pages."""
    freezes: bool = False
    """Whether each fork of it comes after a `gc.freeze()`."""
    threshold: int = 0
    """For `gc.set_threshold` before its first line; 0 leaves it as it is."""
    clears: str = ""
    """A name that the probe clears when all is over, before its last moments."""
    lookups: str = ""
    """Caches of which the probe notes the keys that are asked for: kind and owner with a tab between, a line each.
    Not beside `clears`."""


NOTHING = Instrumentation()
