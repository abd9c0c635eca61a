"""What a process holds as stacks, one for each end of the tree: the path of owners from the module down."""

from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.model import Attachment, Report
from sparsemem.report.holdings.holdings import attachment_holdings, scan_holdings
from sparsemem.report.holdings.memory_node import Holding, State
from sparsemem.report.words.visible_names import visible

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class RetainedStack:
    """One path of owners, the outermost first, and what is at its end, in bytes."""

    path: tuple[str, ...]
    state: State
    bytes: int
    alone_bytes: int
    """What would go back to the system, or be freed, if this one end alone went; 0 where that is not known."""


def stacks_of(record: Report | Attachment) -> list[RetainedStack]:
    """In the order of the tree, the largest branch first; none where nobody could tell who holds what."""
    root = scan_holdings(record) if isinstance(record, Report) else attachment_holdings(record)
    return list(_ends(root, ())) if root else []


def _ends(node: Holding, path: tuple[str, ...]) -> Iterator[RetainedStack]:
    below = 0
    for child in node.sorted_children():
        below += child.bytes
        yield from _ends(child, (*path, visible(child.name, _LONGEST)))
    own = node.bytes - below
    if own > 0 and path:
        yield RetainedStack(path, node.state, own, _alone(node))


def _alone(node: Holding) -> int:
    return (node.retained_bytes if node.state == "live" else node.sole_bytes) or 0
