"""Transparent huge pages: where they matter, and how a program is started without them."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

from sparsemem.diagnose.severity import severity
from sparsemem.model import Run

_SET, _GET = 41, 42
"""`PR_SET_THP_DISABLE` and `PR_GET_THP_DISABLE` of prctl(2)."""


def run_with_huge_pages(runs: list[Run]) -> Run | None:
    """The first completed run at the largest scale, where its memory in huge pages is worth a control run: as much
    as a finding on it would need. None where it is not, or where that is unknown."""
    completed = [run for run in runs if run.outcome == "ok" and run.moments.end is not None]
    if not completed:
        return None
    last = max(completed, key=lambda run: (run.scale, -run.repeat))
    end = last.moments.end
    if end is None or not end.huge_bytes or not end.anonymous_bytes:
        return None
    return last if severity(end.huge_bytes, end.anonymous_bytes) else None


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
