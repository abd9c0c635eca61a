"""Names and what they are bound to: where the walk begins."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses

NOT_REACHED, OTHERS = 0, 1
LIBRARIES = "imported modules"
"""Functions, classes and constants of modules that are not the program's own."""
LOCAL_TO = " in "
"""Between a local variable and its function."""
IN_CLOSURE, DEFAULTS_OF = " in closure of ", "defaults of "
"""Between a variable and the function whose closure keeps it; before a function whose parameters have a default."""
INTERPRETER = "the interpreter"
INTERNED = "interned strings"
EXIT_HANDLERS = "exit handlers"
"""What `atexit` has registered."""
TRACES = "tables of tracemalloc"
"""What an interpreter that traces its allocations keeps of each."""
GARBAGE = "(cyclic garbage)"
"""What waits for the collector: no name leads to it, however many words do."""
MOST_NAMES = 65_000


class Names:
    """The names of owners, numbered in the order in which they were found."""

    def __init__(self) -> None:
        """0 stands for what nothing was found to lead to, 1 for names beyond 65,000."""
        self.texts = ["", "(further names)"]
        self._numbers: dict[str, int] = {}
        self.own_classes: set[str] = set()
        """The names of the classes of the program's own modules."""

    def number(self, text: str) -> int:
        """The number of a name."""
        found = self._numbers.get(text)
        if found is None:
            if len(self.texts) >= MOST_NAMES:
                return OTHERS
            found = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return found


@dataclass(slots=True)
class Bindings:
    """Names, by number, and the addresses that they are bound to."""

    names: list[int] = field(default_factory=list)
    pointers: list[int] = field(default_factory=list)

    def add(self, name: int, pointer: int) -> None:
        """One more."""
        self.names.append(name)
        self.pointers.append(pointer)

    def extend(self, others: "Bindings") -> None:
        """All of the others as well."""
        self.names += others.names
        self.pointers += others.pointers

    def arrays(self) -> tuple[NDArray[np.uint16], Addresses]:
        """All of them."""
        return np.array(self.names, np.uint16), np.array(self.pointers, np.uint64)
