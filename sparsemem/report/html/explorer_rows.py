"""The tree of what a process holds as rows for the browser: each with the place of its parent, the root first."""

from typing import Any

from sparsemem.report.holdings.memory_node import Holding
from sparsemem.report.words.visible_names import visible

_MOST_ROWS = 1_500
"""A browser answers a click at once as long as there are no more."""
_LONGEST = 10_000


def explorer_rows(root: Holding) -> list[dict[str, Any]]:
    """The nodes with the most bytes, breadth first, so that no row comes before its parent.

    What a node has below it and is not shown is one row of its own: the rest.
    """
    rows: list[dict[str, Any]] = [_row(root, None)]
    pending = [(root, 0)]
    least = root.bytes / (4 * _MOST_ROWS)
    while pending:
        node, place = pending.pop(0)
        children = node.sorted_children()
        room = _MOST_ROWS - len(rows) - len(pending)
        shown = [child for child in children[: max(room, 0)] if child.bytes >= least]
        for child in shown:
            rows.append(_row(child, place))
            if child.children:
                pending.append((child, len(rows) - 1))
        left = [child for child in children[len(shown) :] if child.bytes > 0]
        if left and (shown or room <= 0):
            rows.append(_rest(left, place))
    return rows


def _row(node: Holding, parent: int | None) -> dict[str, Any]:
    return {
        "parent": parent,
        "name": visible(node.name, _LONGEST),
        "state": node.state,
        "bytes": node.bytes,
        "objects": node.objects,
        "growth": node.growth_bytes,
        "retained": node.retained_bytes,
        "sole": node.sole_bytes,
        "note": visible(node.note, _LONGEST) if node.note else "",
    }


def _rest(left: list[Holding], parent: int) -> dict[str, Any]:
    count = f"{len(left):,} smaller" if len(left) > 1 else "1 smaller"
    rest = Holding(f"({count})", left[0].state, sum(child.bytes for child in left))
    known = [child.objects for child in left if child.objects is not None]
    grown = [child.growth_bytes for child in left if child.growth_bytes is not None]
    rest.objects, rest.growth_bytes = sum(known) if known else None, sum(grown) if grown else None
    return _row(rest, parent)
