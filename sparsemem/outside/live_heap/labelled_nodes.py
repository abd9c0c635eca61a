"""Which owner each node has: the label of every node, and the path that each label stands for."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sparsemem.model.owner_names import LEADS_TO
from sparsemem.outside.graph.bindings import LIBRARIES, MOST_NAMES, OTHERS, Names
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.live_heap.claims_by_name import Labels, spread
from sparsemem.outside.live_heap.holding_roots import Held, modules_of
from sparsemem.outside.live_heap.native_owners import label_native_memory
from sparsemem.outside.live_heap.variables import Variables
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import STEP, positions, zeros

Path = tuple[str, ...]


@dataclass(slots=True)
class LabelledNodes:
    """Owners by number: 0 stands for what has none."""

    labels: Labels
    """Shape (n,)."""
    paths: list[Path] = field(default_factory=lambda: [(), ("(further names)",)])
    """The steps of each owner's name, from a variable down."""
    named: dict[int, set[int]] = field(default_factory=dict)
    """The nodes that an owner's name is the name of, where it is one of objects."""
    whole: dict[int, set[int]] = field(default_factory=dict)
    """Those of the same name that no other one of it leads to: a dict, where the name is of its one large entry."""
    _numbers: dict[Path, int] = field(default_factory=dict)

    def number(self, path: Path) -> int:
        """The number of an owner; those beyond 65,000 have one together."""
        found = self._numbers.get(path)
        if found is None:
            if len(self.paths) >= MOST_NAMES:
                return OTHERS
            found = self._numbers[path] = len(self.paths)
            self.paths.append(path)
        return found

    def text(self, number: int) -> str:
        """The name of an owner, as it is written; empty for what has none."""
        return owner_text(self.paths[number])


def owner_text(path: Path) -> str:
    """The name of an owner: the steps that a person would drill down."""
    return LEADS_TO.join(path)


def label_nodes(graph: Graph, names: Names, variables: Variables, held: Held) -> LabelledNodes:
    """Names of data spread first, then code, then what else leads to what is left, C libraries last."""
    found = LabelledNodes(zeros(len(graph), np.uint16))
    labels = found.labels
    for node in variables.paths:
        inner = variables.innermost(node)
        labels[node] = found.number(variables.paths[inner])
        if labels[node] != OTHERS:
            found.named.setdefault(int(labels[node]), set()).add(inner)
            if variables.paths[node] == variables.paths[inner]:
                found.whole.setdefault(int(labels[node]), set()).add(node)
    for same in found.whole.values():
        same.difference_update({variables.within[node] for node in same if node in variables.within})
    modules = modules_of(graph)
    code = np.array([node for node in variables.code if node not in variables.paths], np.int32)
    labels[modules] = found.number((LIBRARIES,))
    labels[code] = [found.number((variables.code[node],)) for node in code.tolist()]
    holder = _by_holder(found, names, held.label)
    _fill(labels, held.is_apart, holder, held.label)
    for nodes in (np.array(sorted(variables.paths), np.int32), np.concatenate([modules, code])):
        spread(graph.references, labels, nodes[~held.is_apart(nodes)])
    _fill(labels, lambda here: labels[here] == 0, holder, held.label)
    label_native_memory(graph, labels, found.number)
    for some, owners in graph.references.belongs_to.owned():
        labels[some] = labels[owners]
    return found


def _by_holder(found: LabelledNodes, names: Names, holders: Labels) -> Labels:
    """The owner that each holder is, by the number of its name."""
    numbers = np.zeros(len(names.texts), np.uint16)
    present = np.zeros(len(names.texts), np.bool_)
    for first in range(0, len(holders), STEP):
        present[holders[first : first + STEP]] = True
    for one in np.flatnonzero(present[1:]).tolist():
        numbers[one + 1] = found.number((names.texts[one + 1],))
    return numbers


def _fill(labels: Labels, chosen: Callable[[slice], Flags], owner: Labels, holders: Labels) -> None:
    """Gives chosen nodes to those that hold them."""
    for some in positions(len(labels), chosen):
        labels[some] = owner[holders[some]]
