"""Objects that have a name in a program: variables of modules, class attributes, local variables, and what hangs
below.

Each object has one name, the best of those that lead to it: a variable of a module before a class attribute, and that
before a local variable. Code has no names of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sparsemem.model.owner_names import CODE_OF
from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.bindings import EXIT_HANDLERS, LIBRARIES, Bindings, Names
from sparsemem.outside.graph.edge_names import EdgeNames
from sparsemem.outside.graph.namespaces import Namespaces
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.live_heap.attribute_steps import (
    CARRIERS,
    DEPTH,
    SAME_SHARE,
    attributes_of,
    example_step,
    type_of,
)
from sparsemem.outside.live_heap.holding_roots import MODULES, Held
from sparsemem.outside.live_heap.indirect_steps import context_variables, functions_that_share
from sparsemem.outside.live_heap.shared_objects import SharedObjects
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.objects.node_kinds import Role

_LEAST_SHARE, _LEAST_BYTES = 0.01, 256 << 10
"""What something must retain, of the whole heap and in bytes, to have a row of its own where no name leads to it, or
one of a library's."""
_FINE_SHARE, _FINE_BYTES = 0.001, 4 << 10
"""The same of an attribute of the program's own: few small objects can keep much free memory."""


@dataclass(slots=True)
class Variables:
    """The path of each named node: what a person would drill down."""

    paths: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By node."""
    code: dict[int, str] = field(default_factory=dict)
    """The owner of functions, classes, modules and their dicts, by node."""
    examples: set[int] = field(default_factory=set)
    """Those of the named nodes whose path is that of a part of one of them."""
    within: dict[int, int] = field(default_factory=dict)
    """Of named nodes the one below that retains nearly as much."""
    _innermost: dict[int, int] = field(default_factory=dict)

    def bind(self, graph: Graph, names: Names, bindings: Bindings) -> None:
        """Names the objects that names are bound to, as far as they have none."""
        labels, pointers = bindings.arrays()
        nodes = graph.find_objects(pointers)
        are_objects = (nodes >= 0) & graph.are_objects(nodes)
        for label, node in zip(labels[are_objects].tolist(), nodes[are_objects].tolist(), strict=True):
            text = names.texts[label]
            if node in self.paths:
                continue
            if text == LIBRARIES or text.startswith(CODE_OF):
                self.code.setdefault(node, text)
            else:
                self.paths[node] = (text,)

    def close(self, graph: Graph, names: Names, spaces: Namespaces) -> None:
        """What holds the names belongs to the code."""
        labels, pointers = spaces.dicts.arrays()
        for label, node in zip(labels.tolist(), graph.find_objects(pointers).tolist(), strict=True):
            if node >= 0 and node not in self.paths:
                self.code.setdefault(node, names.texts[label])

    def adopt(self, heap: SolvedHeap, held: Held, names: Names) -> None:
        """Names what retains much and has no name: by what holds it outside the heap, and its type.

        Many objects of one type that memory of C holds, as exit handlers are, have one name.
        """
        least, edges, root = _least(heap, _LEAST_SHARE, _LEAST_BYTES), EdgeNames(heap.graph), len(heap.graph)
        roots = held.roots[heap.graph.are_objects(held.roots)]
        roots = roots[heap.tree.dominator[roots] == root]
        keys = held.label[roots].astype(np.int64) << 16 | heap.graph.kind[roots]
        groups, of = np.unique(keys, return_inverse=True)
        kept = np.bincount(of, heap.retained(roots), len(groups))
        for group in np.flatnonzero(kept >= least).tolist():
            holder, nodes = names.texts[int(groups[group]) >> 16], roots[of == group]
            if holder == MODULES:
                continue
            step, is_named = _step(heap, edges, nodes)
            self.examples.update(nodes.tolist() if len(nodes) > 1 else ())
            path = (holder, step) if step and (is_named or holder != EXIT_HANDLERS) else (holder,)
            for node in nodes.tolist():
                if node not in self.code:
                    self.paths.setdefault(node, path)

    def drill(self, heap: SolvedHeap) -> None:
        """Names the attributes of named objects that retain much, their attributes, and so on; then what several of
        them share."""
        coarse, fine = _least(heap, _LEAST_SHARE, _LEAST_BYTES), _least(heap, _FINE_SHARE, _FINE_BYTES)
        edges = EdgeNames(heap.graph)
        pending = [(node, self.paths[node]) for node in _large(heap, self.paths, fine) if node not in self.examples]
        pending += [(node, self.paths[node]) for node in context_variables(heap.graph, self.paths)]
        pending += [(node, ()) for node in _large(heap, self.code, fine)]
        pending += [(node, ()) for node in functions_that_share(heap, self.code, fine) if node in self.code]
        self._drill(heap, edges, pending, (coarse, fine))
        shared = SharedObjects(heap, edges, self.paths.keys() | self.code.keys(), coarse)
        while found := shared.named_next(self.paths):
            node, path = found
            self.paths[node] = path
            self._drill(heap, edges, [(node, path)], (coarse, fine))

    def _drill(
        self, heap: SolvedHeap, edges: EdgeNames, pending: list[tuple[int, tuple[str, ...]]], least: tuple[int, int]
    ) -> None:
        coarse, fine = least
        while pending:
            node, path = pending.pop()
            enough = coarse if self.code.get(node) == LIBRARIES else fine
            for below, step in attributes_of(heap, edges, node, enough):
                if self._name(heap, (node, below), (*path, step) if step else path):
                    pending.append((below, self.paths.get(below, ())))

    def _name(self, heap: SolvedHeap, reference: tuple[int, int], path: tuple[str, ...]) -> bool:
        """Gives a path to what a named object or code refers to; whether it is to be drilled into.

        A function that data alone refers to is a step like others: it can have data in its closure.
        """
        (node, below), kind = reference, heap.graph.kind
        if below in self.paths or below in self.code or len(path) > DEPTH + 1:
            return False
        if kind[below] == kind[node]:
            return False  # a link to the next one of a list, or of a tree, is no step down
        is_callback = node in self.paths and heap.graph.kinds.role[kind[below]] == Role.FUNCTION
        if heap.graph.kinds.is_code[kind[below]] and not is_callback:
            if node in self.code:
                self.code[below] = self.code[node]
            return node in self.code
        if path:
            self.paths[below] = path
        if node in self.paths and heap.retained_by(below) >= SAME_SHARE * heap.retained_by(node):
            self.within[node] = below
        return bool(path)

    def innermost(self, node: int) -> int:
        """The named object below that has nearly all of what a named one retains: one thing is one row."""
        way = []
        while node in self.within and node not in self._innermost:
            way.append(node)
            node = self.within[node]
        end = self._innermost.get(node, node)
        self._innermost.update(dict.fromkeys(way, end))
        return end


def _least(heap: SolvedHeap, share: float, bytes_: int) -> int:
    return max(bytes_, int(heap.reached_bytes * share))


def _step(heap: SolvedHeap, edges: EdgeNames, nodes: Nodes) -> tuple[str, bool]:
    """From a holder to some objects of one type: that of the largest one stands for all."""
    if len(nodes) > 1:
        return example_step(heap, edges, int(nodes[np.argmax(heap.retained(nodes))]))
    of_type = type_of(heap.graph, int(nodes[0]))
    return "" if of_type in CARRIERS else of_type, False


def _large(heap: SolvedHeap, nodes: Iterable[int], least: int) -> list[int]:
    """Those that retain so much."""
    some = np.array([*nodes], np.int32)
    found: list[int] = some[heap.retained(some) >= least].tolist()
    return found
