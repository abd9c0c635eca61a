"""The allocator that serves malloc in this process: what it tells of itself, and how to have it give back.

Any library that is preloaded or linked can stand in the C library's place; whose `malloc` it is tells which.
"""

from __future__ import annotations

from _ctypes import byref

from .native import Int, Pointer, Text, function, library_of

_WORD = 8
_malloc_trim = function("malloc_trim")


class Jemalloc:
    """jemalloc(3): mallctl."""

    mark = "mallctl"
    numbers = ("stats.allocated", "stats.resident")

    def __init__(self) -> None:
        self.mallctl = function(self.mark)

    def refresh(self) -> None:
        """Bring the numbers up to date."""
        epoch, size = Pointer(1), Pointer(_WORD)
        assert self.mallctl is not None
        self.mallctl(Text(b"epoch"), byref(epoch), byref(size), byref(epoch), Pointer(_WORD))

    def ask(self, name: bytes) -> int | None:
        """A number as of the last refresh; None where this build does not count."""
        value, size = Pointer(0), Pointer(_WORD)
        assert self.mallctl is not None
        failed = self.mallctl(Text(name), byref(value), byref(size), None, Pointer(0))
        return None if failed else value.value or 0

    def release(self) -> None:
        """Return the unused pages of all arenas: 4096 is `MALLCTL_ARENAS_ALL`."""
        assert self.mallctl is not None
        self.mallctl(Text(b"arena.4096.purge"), None, None, None, Pointer(0))


class Tcmalloc:
    """malloc_extension_c.h of gperftools."""

    mark = "MallocExtension_GetNumericProperty"
    numbers = ("generic.current_allocated_bytes", "generic.heap_size", "tcmalloc.pageheap_unmapped_bytes")

    def __init__(self) -> None:
        self.get = function(self.mark)
        self.release_memory = function("MallocExtension_ReleaseFreeMemory")

    def refresh(self) -> None:
        """The numbers are always those of now."""

    def ask(self, name: bytes) -> int | None:
        """A property; None where this version does not have it."""
        value = Pointer(0)
        assert self.get is not None
        return (value.value or 0) if self.get(Text(name), byref(value)) else None

    def release(self) -> None:
        """Return all free spans."""
        if self.release_memory is not None:
            self.release_memory()


class Mimalloc:
    """mimalloc.h."""

    mark = "mi_process_info"
    numbers = ("current_commit",)

    def __init__(self) -> None:
        self.info = function(self.mark)
        self.collect = function("mi_collect")

    def refresh(self) -> None:
        """The numbers are always those of now."""

    def ask(self, name: bytes) -> int | None:
        """What is committed: the sixth of the eight words that it would fill in."""
        value = Pointer(0)
        assert self.info is not None
        self.info(None, None, None, None, None, byref(value), None, None)
        return value.value or 0

    def release(self) -> None:
        """Return what is free, by force."""
        if self.collect is not None:
            self.collect(Int(1))


STAND_INS: dict[str, type[Jemalloc | Tcmalloc | Mimalloc]] = {
    "jemalloc": Jemalloc,
    "tcmalloc": Tcmalloc,
    "mimalloc": Mimalloc,
}


def _serving() -> str | None:
    """The stand-in that `malloc` comes from: the same file has the function that only this one has."""
    library = library_of("malloc")
    return next((name for name, one in STAND_INS.items() if library and library_of(one.mark) == library), None)


SERVING = _serving()
"""None where malloc is the C library's, or of an allocator that is not known."""
_stand_in = STAND_INS[SERVING]() if SERVING is not None else None


def describe() -> str:
    """A line `name number` for each number that the stand-in tells."""
    if _stand_in is None:
        return ""
    _stand_in.refresh()
    told = [(name, _stand_in.ask(name.encode())) for name in _stand_in.numbers]
    return "\n".join(f"{name} {number}" for name, number in told if number is not None)


def trim() -> bool:
    """Have malloc return what it can; whether it has a way to do so."""
    if _stand_in is not None:
        _stand_in.release()
    elif _malloc_trim is not None:
        _malloc_trim(Pointer(0))
    return _stand_in is not None or _malloc_trim is not None
