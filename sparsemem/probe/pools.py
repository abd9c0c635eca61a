"""Pools of memory that libraries keep for themselves: what they hold for their users, and how to ask for the rest."""

from __future__ import annotations

from sys import modules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def arrow_allocated() -> str:
    """Bytes that Arrow's default pool holds for arrays and buffers, and the allocator behind it."""
    pool = modules["pyarrow"].default_memory_pool()
    return f"{int(pool.bytes_allocated())} {pool.backend_name}"


def arrow_release() -> None:
    """Have Arrow's default pool return its free memory."""
    modules["pyarrow"].default_memory_pool().release_unused()


POOLS = {"pyarrow": (arrow_allocated, arrow_release)}
"""By the module whose import brings the pool."""


def loaded() -> list[str]:
    """The modules with a pool of their own that the target has imported wholly."""
    return [name for name in POOLS if hasattr(modules.get(name), "default_memory_pool")]


def describe() -> str:
    """A line `module bytes allocator` for each loaded pool; `?` for one that fails to tell."""
    return "\n".join(f"{name} {_attempt(POOLS[name][0])}" for name in loaded())


def release() -> None:
    """Have each loaded pool return its free memory."""
    for name in loaded():
        _attempt(POOLS[name][1])


def _attempt(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception:  # a library that the target left in any state must not end the target
        return "?"
