"""Processes of a tree made of numbers, for what is concluded from them."""

from dataclasses import replace

from sparsemem.model import Allocated, Moment, Process, Run, Sharing
from sparsemem.units import MB
from sweeps import moment, run

POOL = "python pool.py"


def sharing(own: int = 0, shared: int = 0, **free: int) -> Sharing:
    """A look, sizes in MB; what is free is own and not to be trimmed, but where it is named."""
    sizes = {name: size * MB for name, size in free.items()}
    python, malloc = sizes.get("python", 0), sizes.get("malloc", 0)
    return Sharing(
        seconds=2.5,
        pss_bytes=(own + shared // 2) * MB,
        private_dirty_bytes=own * MB,
        shared_dirty_bytes=shared * MB,
        own_heap_bytes=own * MB,
        shared_heap_bytes=shared * MB,
        python_free_bytes=python,
        own_python_free_bytes=sizes.get("own_python", python),
        malloc_free_bytes=malloc,
        own_malloc_free_bytes=sizes.get("own_malloc", malloc),
        malloc_trimmable_bytes=sizes.get("trimmable", 0),
    )


def look(anonymous: int, **parts: int) -> Moment:
    """The last moment of a process that runs Python, sizes in MB."""
    sizes = {f"{name}": size * MB for name, size in parts.items()}
    return replace(moment(anonymous * MB, **sizes), allocated=Allocated(1, 1, None))


def process(pid: int, first: Sharing | None, last: Sharing | None, anonymous: int = 100, **more: object) -> Process:
    """A child of the root, sizes in MB; it is a fork but where it has a command of its own."""
    seen = look(anonymous, python_live=anonymous // 2) if last else None
    made = Process(pid, 1, POOL, anonymous * MB, seen, None, 0.5, 3.0, first, last)
    return replace(made, **more)  # type: ignore[arg-type]


def tree(scale: int, *processes: Process) -> Run:
    """A run with a healthy root of 20 MB, whose pid is 1."""
    root = Process(1, 0, POOL, 20 * MB, look(20), None, 0.0, 4.0)
    return replace(run(scale, end=moment(20 * MB)), processes=(root, *processes))
