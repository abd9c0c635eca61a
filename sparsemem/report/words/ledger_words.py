"""What every form says of one moment in the same words: the names of the ledger's parts, and what is alive of it."""

from sparsemem.model import Moment
from sparsemem.units import format_ratio, format_size

PARTS = {
    "python_live_bytes": "Python objects, live",
    "python_garbage_bytes": "Python, garbage that waits",
    "python_free_blocks_bytes": "Python, free blocks between live ones",
    "python_free_pools_bytes": "Python, free pools in pinned arenas",
    "python_overhead_bytes": "Python, allocator overhead",
    "malloc_live_bytes": "malloc, live",
    "malloc_garbage_bytes": "malloc, garbage that waits",
    "malloc_free_bytes": "malloc, free but held",
    "pool_live_bytes": "library pools, live",
    "pool_free_bytes": "library pools, free but held",
    "stack_bytes": "stacks",
    "library_data_bytes": "data of libraries",
    "file_bytes": "mapped files",
    "shared_bytes": "shared memory",
    "unattributed_bytes": "unattributed",
}


def mark(name: str, moment: Moment) -> str:
    """What a reader has to know of a figure: that it was not read, or that it is a bound."""
    if name not in moment.estimated:
        return ""
    is_bound = name == "pool_live_bytes" and moment.ledger is not None and moment.ledger.pool_free_bytes is None
    return " (at most: what of it is free is not known)" if is_bound else " (estimated)"


def sizes(head: str, moment: Moment) -> str:
    """What a process holds, beside what of it is alive; `head` is the beginning of the sentence."""
    if moment.live_bytes is None or moment.anonymous_bytes is None:
        return f"{head} {format_size(moment.rss_bytes)} of RSS; its live heap is not known."
    ratio = format_ratio(moment.anonymous_bytes, moment.live_bytes)
    return (
        f"{head} {format_size(moment.anonymous_bytes)} of anonymous memory for {format_size(moment.live_bytes)} of "
        f"live heap ({ratio}){_dead(moment)}; its RSS is {format_size(moment.rss_bytes)}."
    )


_DEAD_SHARE = 0.1
"""Of the live heap: garbage of so much is told beside it, since no row of who holds what counts it."""


def _dead(moment: Moment) -> str:
    parts = (moment.ledger.python_garbage_bytes, moment.ledger.malloc_garbage_bytes) if moment.ledger else ()
    size = sum(part for part in parts if part)
    return f", {format_size(size)} of which is garbage" if size > _DEAD_SHARE * (moment.live_bytes or 0) else ""
