"""What every reader of caches has at hand."""

from dataclasses import dataclass

from sparsemem.outside.caches.reading.function_facts import FunctionFacts
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.caches.reading.instance_attributes import InstanceAttributes
from sparsemem.outside.caches.reading.timers import Timers
from sparsemem.outside.graph.reference_graph import Graph


@dataclass(frozen=True, slots=True)
class Inspection:
    """The objects of a heap, and what tells what they are."""

    objects: HeapObjects
    attributes: InstanceAttributes
    timers: Timers
    functions: FunctionFacts

    @classmethod
    def of(cls, graph: Graph) -> "Inspection":
        """Of the objects of a graph."""
        objects = HeapObjects(graph)
        attributes = InstanceAttributes(objects)
        return cls(objects, attributes, Timers(objects, attributes), FunctionFacts(objects))
