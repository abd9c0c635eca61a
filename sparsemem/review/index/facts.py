"""What the rest of a project has to know about a module: small records that cross process boundaries."""

from dataclasses import dataclass, field
from typing import Literal

from sparsemem.source import DefinedNames, Kind

Result = Kind | Literal["generator", "iterator"]


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """A function as its callers see it."""

    name: str
    """The dotted name, module included."""
    parameters: tuple[str, ...]
    """Positional parameters in order, self and cls left out."""
    result: Result | None
    """A generator, another iterator that it makes and returns, or the kind of container that it builds whole; None
    where none is certain."""
    streamed: frozenset[str] = frozenset()
    """Parameters whose only use is one pass over their elements."""
    repeated: frozenset[str] = frozenset()
    """Parameters that are passed over again after they have been passed over to the end."""
    owner: str | None = None
    """The dotted name of the class that a method stands in."""
    kept: dict[str, str] = field(default_factory=dict)
    """Parameter of a method to the attribute that holds it afterwards."""
    opens: bool = False
    """Whether it hands out an open file, archive or cursor."""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class as the functions that make instances of it see it."""

    name: str
    bases: tuple[str, ...]
    parameters: tuple[str, ...]
    """Of `__init__`, self left out."""
    stored: dict[str, str] = field(default_factory=dict)
    """Parameter of `__init__` to the attribute that holds it by a strong reference."""
    is_hashed: bool = False
    """Whether it says which instances are equal, and hashes them so."""


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What one module defines, brings in under another name, and takes out of containers."""

    names: DefinedNames
    functions: dict[str, FunctionFacts]
    """Those of which a caller can learn anything."""
    classes: dict[str, ClassFacts]
    evicted: frozenset[str]
    """Names and attributes that something is taken out of: `pop`, `clear`, `del x[k]`."""
    cleared: frozenset[str]
    """Attributes that are set to None or deleted outside `__init__`."""
    made_at_import: frozenset[str] = frozenset()
    """What is called outside all functions, by its dotted name: `Menu("main")`."""
    made_later: frozenset[str] = frozenset()
    """What functions call."""
    has_command: bool = False
    """Whether it takes a command line: then the project is a program, and not only a library for longer lives."""
