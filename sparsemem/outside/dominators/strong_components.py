"""Strongly connected components (Pearce, A space-efficient algorithm for finding them, 2016)."""

import numpy as np

from sparsemem.outside.dominators.arcs import Arcs, Nodes, row_bounds, sorted_pairs


def strong_components(arcs: Arcs, count: int) -> Nodes:
    """A number for each of `count` nodes, the same for all of one component. Linear, without recursion."""
    sources, targets = sorted_pairs(arcs.sources, arcs.targets)
    bounds, below = row_bounds(sources, count).tolist(), targets.tolist()
    index, place, path, waiting = [0] * count, bounds[:-1], [], []
    begun, component = 1, count
    order = [0] * count
    for start in np.flatnonzero(np.diff(bounds)).tolist():
        if index[start]:
            continue
        path.append(start)
        while path:
            node = path[-1]
            if not index[node]:
                order[node] = index[node] = begun
                begun += 1
            lowest, at, end = index[node], place[node], bounds[node + 1]
            # What is found for a node that was looked at is lower than any component, and than what comes later.
            while at < end and index[below[at]]:
                lowest = min(lowest, index[below[at]])
                at += 1
            index[node], place[node] = lowest, at
            if at < end:
                path.append(below[at])
                continue
            path.pop()
            if lowest < order[node]:
                waiting.append(node)
                continue
            component += 1
            begun -= 1
            while waiting and index[waiting[-1]] >= lowest:
                index[waiting.pop()] = component
                begun -= 1
            index[node] = component
    return _apart(np.array(index, np.int32))


def _apart(found: Nodes) -> Nodes:
    """Nodes without arcs of their own are components of their own."""
    alone = found == 0
    found[alone] = np.arange(-1, -1 - int(alone.sum()), -1)
    return found
