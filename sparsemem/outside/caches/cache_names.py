"""The name that leads to a cache."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.live_heap.heap_survey import Survey


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a survey, by address."""

    survey: Survey

    def name(self, address: int) -> str | None:
        """The owner of the object at an address, None where none was found."""
        node = int(self.survey.graph.find(np.array([address], np.uint64))[0])
        return self.survey.owner(node) if node >= 0 else None
