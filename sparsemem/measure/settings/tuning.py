"""One setting of the allocators under which a program can be run, and what it takes to try it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sparsemem.measure.program.instrumentation import NOTHING, Instrumentation
from sparsemem.model import Run
from sparsemem.model.tried_settings import Kind


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the program once it has run as it is."""

    about: Mapping[str, str]
    """Facts that its interpreter told."""
    run: Run
    pools: str
    """The pools of libraries that it had at its end, as the probe tells them."""


Unmet = Callable[[Facts], str | None]
"""Why a setting could change nothing of such a program; None where it could."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """A row of the table. What is not named in it stays as the program has it."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    unmet: Unmet | None = None
    stand_in: str | None = None
    """The allocator that is preloaded, by its name."""
    library: str | None = None
    """Its file; filled in where one was found."""
    kind: Kind = "environment"
    done: Instrumentation = NOTHING
    """What is done inside the program."""
    code: str | None = None
    """What a person would put into the program for it."""
    survivors: Literal["round trip", "child"] | None = None
    """What is done with the value that `--survivors` names."""
    is_released: bool = True
    """Whether a release at the end makes another row of it."""
    otherwise: str = ""
    """What to do where the interpreter does not start under it."""
