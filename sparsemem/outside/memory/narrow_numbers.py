"""Many numbers of which most are small: 16 bits for each, and the few larger ones in a table beside them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.own_memory import zeros

_LARGE = (1 << 16) - 1
"""Stands for what is in the table of large ones."""


class NarrowNumbers:
    """Numbers from 0 on, shape (n,); they do not change."""

    def __init__(self, count: int, parts: Iterable[NDArray[np.int64]]) -> None:
        """Of `count` numbers all, some at a time, in order."""
        self._small, size = zeros(count, np.uint16), 0
        places, large = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for some in parts:
            self._small[size : size + len(some)] = np.minimum(some, _LARGE)
            at = np.flatnonzero(some >= _LARGE)
            places.append(at + size)
            large.append(some[at])
            size += len(some)
        self._places, self._large = np.concatenate(places), np.concatenate(large)

    def __len__(self) -> int:
        return len(self._small)

    def __getitem__(self, chosen: NDArray[np.int32] | NDArray[np.int64] | slice) -> NDArray[np.int64]:
        """Those of some positions, in any order, or of a slice."""
        found = self._small[chosen].astype(np.int64)
        if isinstance(chosen, slice):
            start, stop, _ = chosen.indices(len(self))
            low, high = np.searchsorted(self._places, (start, stop)).tolist()
            found[self._places[low:high] - start] = self._large[low:high]
            return found
        at = np.flatnonzero(found == _LARGE)
        found[at] = self._large[np.searchsorted(self._places, chosen[at])]
        return found
