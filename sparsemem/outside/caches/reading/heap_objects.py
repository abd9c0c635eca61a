"""What a reader of caches asks of a heap: the objects of a type, and the names of a module."""

from collections.abc import Callable, Iterator

import numpy as np

from sparsemem.outside.caches.reading.object_reads import ObjectReads
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import positions_of
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.objects.type_flags import HEAP_TYPE
from sparsemem.outside.objects.type_table import Type
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MODULE_DICT = 16


class HeapObjects(ObjectReads):
    """The objects of one graph, found by their types."""

    def __init__(self, graph: Graph) -> None:
        """Nothing is read yet."""
        super().__init__(graph)
        self._modules: dict[str, int] | None = None

    def types(self, fits: Callable[[Type, list[str]], bool]) -> list[int]:
        """The numbers of the types that fit, by the type and the names of those that it comes from, itself first."""
        chains = enumerate(zip(self.kinds.types, self.kinds.bases, strict=False))
        return [at for at, (one, bases) in chains if fits(one, [self.name_of(base) for base in bases])]

    def nodes(self, numbers: list[int]) -> Numbers:
        """The nodes that are objects of some types, in order."""
        return positions_of(self.graph.kind, numbers) if numbers else np.zeros(0, np.int32)

    def instances(self, numbers: list[int]) -> Addresses:
        """Where the objects of some types begin."""
        return self.graph.objects(self.nodes(numbers))

    def named(self, *names: str) -> Addresses:
        """Where the objects of the types with these names begin."""
        return self.instances(self.types(lambda one, _: one.name in names))

    def coming_from(self, *names: str) -> Addresses:
        """Where the objects begin whose class, written in Python, is one of these names or comes from one."""
        known = set(names)
        return self.instances(
            self.types(lambda one, bases: bool(one.flags & HEAP_TYPE) and not known.isdisjoint(bases))
        )

    def module(self, name: str) -> dict[str, int]:
        """What the names of a module are bound to; none where it is not imported."""
        if self._modules is None:
            self._modules = dict(self._named_modules())
        namespace = self._modules.get(name)
        return {} if namespace is None else self.attributes_in(namespace)

    def _named_modules(self) -> Iterator[tuple[str, int]]:
        """The dict of each, by the name in it."""
        numbers = np.flatnonzero(self.kinds.role == Role.MODULE).tolist()
        for address in self.instances(numbers).tolist():
            namespace = self.word(address + _MODULE_DICT)
            yield self.text(self._name_in(namespace)) or "", namespace

    def _name_in(self, namespace: int) -> int:
        """`__name__` is the first entry of a module that nobody has made anew, and a program may have thousands."""
        first = self.by_name(self.entries(namespace, 1))
        return first.get("__name__") or self.attributes_in(namespace).get("__name__", 0)
