"""A table of one column that grows, at its end and in between, in the memory that it has."""

from typing import Generic

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.own_memory import Scalar, parts, zeros


class Column(Generic[Scalar]):
    """A table that grows; no page of it takes memory before it is written to."""

    def __init__(self, count: int, dtype: type[Scalar]) -> None:
        """With room for so many values at first, and for one at least."""
        self._dtype, self._size = dtype, 0
        self._values: NDArray[Scalar] = zeros(max(count, 1), dtype)

    def extend(self, values: NDArray[Scalar]) -> None:
        """Puts some behind all others."""
        self._make_room(len(values))
        self._values[self._size : self._size + len(values)] = values
        self._size += len(values)

    def insert(self, places: NDArray[np.int32], values: NDArray[Scalar]) -> None:
        """Puts each value before what stands at its place; the places are in order. What was `all` before is not the
        column any more."""
        self._make_room(len(values))
        for here in reversed([*parts(self._size)]):
            before, behind = np.searchsorted(places, (here.start, here.stop - 1), "right").tolist()
            if before == behind == 0:
                break
            if before == behind:
                self._values[here.start + before : here.stop + before] = self._values[here].copy()
            else:
                at = np.arange(here.start, here.stop)
                self._values[at + np.searchsorted(places, at, "right")] = self._values[here].copy()
        self._values[places + np.arange(len(places))] = values
        self._size += len(values)

    def all(self) -> NDArray[Scalar]:
        """What is in it."""
        return self._values[: self._size]

    def _make_room(self, count: int) -> None:
        while self._size + count > len(self._values):
            larger = zeros(len(self._values) * 2, self._dtype)
            larger[: self._size] = self._values[: self._size]
            self._values = larger
