"""Which interpreter and which allocators a process has, by the files that it maps, and what follows from them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sparsemem.allocators.registry import named, stand_in_of
from sparsemem.outside.memory.library_allocators import ARROW, find_carriers
from sparsemem.procfs import Mapping

_PYTHON = re.compile(r"(?:lib)?python(3\.\d+)(t?)(d?)(?:\.so.*)?")
_GLIBC = re.compile(r"libc(?:\.so\.6|-2\.\d+\.so)")
_MUSL = ("ld-musl-", "libc.musl-")
READ_VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14", "3.15")
"""Whose pools have the layout that is read. Of each but 3.10, processes are read by the tests."""

NAMELESS_VERSIONS = ("3.10",)
"""Whose dicts have another layout than those of later ones, so that no owner's name can be read."""

Role = Literal["python", "malloc", "pool"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a process's memory before anybody asked who it is."""

    arenas: int = 0
    """pymalloc's."""
    segments: int = 0
    """mimalloc's."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a process is, as far as its mapped files tell; None where they do not."""

    python_version: str | None
    libc: str | None
    """`glibc` or `musl`."""
    malloc: str | None
    """Who serves malloc(3): the libc, or `jemalloc`, `tcmalloc` or `mimalloc` in its place."""
    python_allocator: str | None
    """`pymalloc`; `mimalloc`, which is all that a free-threaded build has; or `malloc` where there is neither."""
    limits: tuple[str, ...]
    """What cannot be known of this process, each in one sentence."""
    mimalloc: Role | None = None
    """Whose the segments are: nothing in them tells, so None where they can be of several."""

    @property
    def allocator(self) -> str | None:
        """The two in one word, as in `Environment.allocator`."""
        stand_in = self.malloc if self.malloc != self.libc else None
        return "+".join(filter(None, (self.python_allocator, stand_in))) or None

    @property
    def knows_python(self) -> bool:
        """Whether live and free memory of Python's own allocator are told apart."""
        return self.python_allocator in ("pymalloc", "malloc") or self.mimalloc == "python"


def identify(mappings: Sequence[Mapping], found: Found) -> Identity:
    """Who is at work in a process with these mappings."""
    files = sorted({mapping.path.rpartition("/")[2] for mapping in mappings if mapping.is_file})
    python = next((match for file in files if (match := _PYTHON.fullmatch(file))), None)
    carries_arrow = ARROW in find_carriers(mappings).names
    libc = _libc(files)
    stand_in = next((known for file in files if (known := stand_in_of(file))), None)
    malloc = stand_in.name if stand_in else libc
    others = [role for role, there in (("malloc", malloc == "mimalloc"), ("pool", carries_arrow)) if there]
    allocator = _python_allocator(python, found, bool(others)) if python else None
    role = _only(["python", *others] if allocator == "mimalloc" else others) if found.segments else None
    limits = tuple(_limits(python, malloc, allocator, role))
    return Identity(python[1] if python else None, libc, malloc, allocator, limits, role)


def _only(roles: list[str]) -> Role | None:
    role: Role | None = roles[0] if len(roles) == 1 else None  # type: ignore[assignment]
    return role


def is_interpreter(name: str) -> bool:
    """Whether a file of that name is the interpreter itself, or the library that it is in."""
    return _PYTHON.fullmatch(name) is not None


def is_glibc(path: str) -> bool:
    """Whether a mapped file is glibc's."""
    return _GLIBC.fullmatch(path.rpartition("/")[2]) is not None


def _libc(files: list[str]) -> str | None:
    # Debian has musl as plain `libc.so`; a file of glibc with that name is a text for the linker, never mapped.
    if any(file.startswith(_MUSL) or file == "libc.so" for file in files):
        return "musl"
    return "glibc" if any(_GLIBC.fullmatch(file) for file in files) else None


def _python_allocator(python: re.Match[str], found: Found, others: bool) -> str | None:
    """None where pools have a layout that is not read; `others` can have segments as well."""
    if python[2] or (found.segments and not found.arenas and not others):
        return "mimalloc"
    if found.arenas:
        return "pymalloc"
    return "malloc" if python[1] in READ_VERSIONS else None


def _limits(python: re.Match[str] | None, malloc: str | None, allocator: str | None, role: Role | None) -> list[str]:
    limits = []
    if python is None:
        limits.append("No Python is mapped, or it is part of another program: types are not known.")
    elif python[1] not in READ_VERSIONS:
        limits.append(
            f"Pools of Python {python[1]} have another layout than those of {READ_VERSIONS[0]} to "
            f"{READ_VERSIONS[-1]}, which are read: its objects and its free memory are in what is unattributed."
        )
    elif python[1] in NAMELESS_VERSIONS:
        limits.append(f"Dicts of Python {python[1]} have another layout than later ones: owners have no names here.")
    if python is not None and python[3]:
        limits.append("This is a debug build of Python: each block also holds what guards it, and counts as live.")
    if malloc not in ("glibc", None) and role != "malloc":
        stand_in = named(malloc)
        who = f"as a scan does; {stand_in.tells} prints it at the end" if stand_in else "which does not tell"
        limits.append(f"malloc is {malloc}: how much of its memory is free can only be asked from inside, {who}.")
    if allocator == "malloc":
        fast = ", and small blocks in fast bins count as live" if malloc == "glibc" else ""
        limits.append(f"Python takes every object from malloc: types are not known{fast}.")
    if allocator == "mimalloc":
        told = "types are not known" if role == "python" else "live and free memory are not told apart"
        limits.append(f"Python takes every object from mimalloc: {told}.")
    return limits
