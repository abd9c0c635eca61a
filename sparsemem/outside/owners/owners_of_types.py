"""The owners of the objects of each type: from the graph of references, or by a search upwards from a few objects."""

from dataclasses import replace

import numpy as np

from sparsemem.outside.graph.bindings import NOT_REACHED
from sparsemem.outside.memory.runtime_identity import NAMELESS_VERSIONS, Found, identify
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.owners.kept_by_type import KeptByType
from sparsemem.outside.owners.owner_division import OwnerDivision
from sparsemem.outside.owners.shapley_shares import Integers
from sparsemem.outside.search.owner_search import Owner, find_names, rank_owners

_NAMED_OWNERS = 8
_SEARCHED_TYPES = 4
"""Types whose owners are searched for."""
_LEAST_SHARE = 1 << 20
"""Bytes that a type must keep for that: one arena."""


def owners_in_graph(types: tuple[KeptByType, ...], division: OwnerDivision) -> tuple[KeptByType, ...]:
    """The types with their owners: by the free bytes of the arenas that each owner has objects of the type in."""
    names = [known.name for known in division.survey.census.types]
    # Of several types of one name the first one counts.
    number_of = {name: number for number, name in reversed([*enumerate(names)])}
    placed = division.placements.by_type()
    none = np.zeros(0, np.int64), np.zeros(0, np.int64)
    return tuple(
        replace(one, owners=_owners(division, *placed.get(number_of.get(one.type_name, -1), none)))
        if one.examples
        else one
        for one in types
    )


def _owners(division: OwnerDivision, units: Integers, names: Integers) -> tuple[Owner, ...]:
    """The owners of the type that has blocks in these units, by these names."""
    nodes, free = division.survey.live.nodes, division.units.free
    found, place = np.unique(names, return_inverse=True)
    kept = np.bincount(place.reshape(-1), free[units], len(found))
    kept[found == NOT_REACHED] = 0
    total = free[np.unique(units)].sum()
    order = [at for at in np.argsort(kept)[::-1][:_NAMED_OWNERS].tolist() if kept[at]]
    return tuple(Owner(nodes.text(int(found[at])), float(kept[at] / total)) for at in order)


def owners_by_search(types: tuple[KeptByType, ...], view: View) -> tuple[KeptByType, ...]:
    """The types with the owners of some objects of those that keep the most.

    For heaps that are too large for the graph, or whose malloc is not read. Of a Python whose dicts have another
    layout none are named.
    """
    if identify(view.source.mappings, Found()).python_version in NAMELESS_VERSIONS:
        return types
    searched = [one for one in types[:_SEARCHED_TYPES] if one.examples and one.share_bytes >= _LEAST_SHARE]
    if not searched:
        return types
    names = find_names(view, [address for one in searched for address in one.examples])
    return tuple(replace(one, owners=rank_owners(names, one.examples)) if one in searched else one for one in types)
