"""Our own memory: what a step has freed goes back before the next one takes as much again."""

import ctypes


def return_free_memory() -> None:
    """What malloc_trim(0) returns; nothing where malloc is not glibc's."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
