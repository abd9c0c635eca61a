"""Which interpreter and which allocators a process has, by the files that it maps, and what follows from them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sparsemem.procfs import Mapping

_PYTHON = re.compile(r"(?:lib)?python(3\.\d+)(t?)(?:d?\.so.*|d)?")
_GLIBC = re.compile(r"libc(?:\.so\.6|-2\.\d+\.so)")
_MALLOCS = ("jemalloc", "tcmalloc", "mimalloc")
READ_VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a process is, as far as its mapped files tell; None where they do not."""

    python_version: str | None
    libc: str | None
    """`glibc` or `musl`."""
    malloc: str | None
    """Who serves malloc(3): the libc, or `jemalloc`, `tcmalloc` or `mimalloc` in its place."""
    python_allocator: str | None
    """`pymalloc`, or `malloc` where there is no arena; `mimalloc` in a free-threaded build."""
    limits: tuple[str, ...]
    """What cannot be known of this process, each in one sentence."""


def identify(mappings: Sequence[Mapping], arenas: int) -> Identity:
    """Who is at work in a process with these mappings and so many of pymalloc's arenas."""
    files = sorted({PurePosixPath(mapping.path).name for mapping in mappings if mapping.is_file})
    python = next((found for file in files if (found := _PYTHON.fullmatch(file))), None)
    version = python[1] if python else None
    threaded = bool(python and python[2])
    libc = _libc(files)
    malloc = next((name for name in _MALLOCS if any(file.startswith(f"lib{name}") for file in files)), libc)
    allocator = ("mimalloc" if threaded else "pymalloc" if arenas else "malloc") if version else None
    return Identity(version, libc, malloc, allocator, tuple(_limits(version, malloc, allocator)))


def is_interpreter(name: str) -> bool:
    """Whether a file of that name is the interpreter itself, or the library that it is in."""
    return _PYTHON.fullmatch(name) is not None


def _libc(files: list[str]) -> str | None:
    if any(file.startswith(("ld-musl-", "libc.musl-")) for file in files):
        return "musl"
    return "glibc" if any(_GLIBC.fullmatch(file) for file in files) else None


def _limits(version: str | None, malloc: str | None, allocator: str | None) -> list[str]:
    limits = []
    if version is None:
        limits.append("No Python is mapped, or it is part of another program: types are not known.")
    elif version not in READ_VERSIONS:
        limits.append(f"Pools of Python {version} have another layout: its objects are not told from free memory.")
    if malloc not in ("glibc", None):
        limits.append(f"malloc is {malloc}: how much of its memory is free can only be asked from inside.")
    if allocator == "malloc":
        limits.append(
            "Python takes every object from malloc: types are not known, and small blocks in fast bins count as live."
        )
    if allocator == "mimalloc":
        limits.append("Python takes every object from mimalloc: live and free memory are not told apart.")
    return limits
