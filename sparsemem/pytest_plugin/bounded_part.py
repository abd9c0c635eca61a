"""Bounds on a part of a test: what the fixture `sparsemem_bounds` makes."""

from typing import Any, Self

import pytest

from sparsemem.pytest_plugin.excess import over, tell_excess
from sparsemem.pytest_plugin.marked_bounds import Bounds, make_bounds
from sparsemem.pytest_plugin.memory_looks import TestLooks, TestMemory

_OF_A_PART = frozenset({"max_gap", "max_peak"})


class BoundedPart:
    """A context; `memory` is what was measured, once it is left."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.memory: TestMemory | None = None

    def __enter__(self) -> Self:
        self._looks = TestLooks(ledgers=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Fails the test where a bound is not kept; what went wrong by itself goes on unhindered."""
        self._looks.end_of_run()
        self.memory = self._looks.finish()
        found = over(self.bounds, self.memory) if kind is None else []
        if found:
            pytest.fail(tell_excess(found, self.memory), pytrace=False)


def bounded_part(**bounds: Any) -> BoundedPart:
    """With `max_gap` and `max_peak`, sizes or bytes. Raises ValueError for anything else."""
    unknown = bounds.keys() - _OF_A_PART
    if unknown:
        raise ValueError(f"a part of a test has max_gap and max_peak, and not {', '.join(sorted(unknown))}")
    return BoundedPart(make_bounds((), bounds))
