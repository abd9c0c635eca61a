"""Transparent huge pages: how a program is started without them."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_SET, _GET = 41, 42
"""`PR_SET_THP_DISABLE` and `PR_GET_THP_DISABLE` of prctl(2)."""


@contextmanager
def huge_pages(allowed: bool) -> Iterator[None]:
    """What is started meanwhile has no huge pages where they are not `allowed`.

    The setting is inherited by children and kept over exec, so that no code of ours runs in the child; this process
    has its own back afterwards.
    """
    prctl = None if allowed else getattr(ctypes.CDLL(None), "prctl", None)
    before = prctl(_GET, 0, 0, 0, 0) if prctl else 1
    if prctl is None or before != 0:
        yield
        return
    prctl(_SET, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_SET, 0, 0, 0, 0)
