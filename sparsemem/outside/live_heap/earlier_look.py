"""What each owner held at an earlier look at the same process."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.live_heap.labelled_nodes import owner_text
from sparsemem.outside.live_heap.live_heap import LiveHeap

Sizes = tuple[int, int, int | None]
"""Live bytes, objects, and entries where the owner is a container."""


@dataclass(frozen=True, slots=True)
class EarlierLook:
    """Sizes by name, and the names that objects had."""

    sizes: Mapping[str, Sizes]
    names: Mapping[int, str]
    """By the address of the object: other functions run at each look, and their variables give it another name."""

    def of(self, name: str, address: int | None) -> Sizes:
        """What the owner of a name held, or what the object at an address was called then; nothing of what is new."""
        return self.sizes.get(name) or self.sizes.get(self.names.get(address or 0, ""), (0, 0, 0))


def remember(found: LiveHeap) -> EarlierLook:
    """This look, to compare a later one with."""
    sizes = {owner_text(row.path): (row.live_bytes, row.objects, row.entries) for row in found.owners if row.path}
    return EarlierLook(sizes, {address: name for name, address in addresses_of(found).items()})


def named_alone(found: LiveHeap) -> dict[str, int]:
    """The node of each owner whose name is that of one object."""
    return {found.nodes.text(label): next(iter(some)) for label, some in found.nodes.named.items() if len(some) == 1}


def addresses_of(found: LiveHeap) -> dict[str, int]:
    """The addresses of these objects."""
    nodes = named_alone(found)
    in_order = sorted(nodes, key=lambda name: nodes[name])
    places = found.heap.graph.objects(np.array([nodes[name] for name in in_order], np.int32))
    return dict(zip(in_order, places.tolist(), strict=True))
