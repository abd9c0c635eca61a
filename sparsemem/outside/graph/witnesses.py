"""What is known of a process beside its heap: who leads into it."""

from dataclasses import dataclass

from sparsemem.outside.graph.bindings import Bindings
from sparsemem.outside.graph.namespaces import Namespaces
from sparsemem.outside.memory.memory_access import Addresses


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Names by their numbers, and pointers into the heap."""

    spaces: Namespaces
    locals: Bindings
    """The variables of functions that run."""
    temporaries: Bindings
    """What else stands on their frames, and may be stale."""
    statics: list[tuple[str, Addresses]]
    """The words of the data of the interpreter and of libraries."""
    interned: Addresses
    """The tables of strings that are kept only once."""
    stacks: list[Addresses]
    """The words of the stacks of C."""
