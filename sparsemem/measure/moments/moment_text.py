"""A moment from the text that the probe posted and from what the kernel says of the process at that time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sparsemem import procfs
from sparsemem.allocators.glibc import parse_malloc_info
from sparsemem.allocators.library_pools import parse_pools, total_held
from sparsemem.allocators.pymalloc import PymallocStats, parse_pymalloc
from sparsemem.allocators.registry import count_heap
from sparsemem.allocators.stand_in import HeapCount
from sparsemem.measure.moments.look import KernelView
from sparsemem.measure.moments.posted_text import Post
from sparsemem.measure.moments.smaps_ledger import Counted, account, held_bytes, share_heap
from sparsemem.model import Allocated, Moment

if TYPE_CHECKING:
    from sparsemem.outside import Reading

_NO_PYMALLOC = PymallocStats(0, 0, 0, 0, 0, 0)


def moment_of(post: Post, view: KernelView, outside: "Reading | None", about: Mapping[str, str]) -> Moment:
    """The moment: what is in use by the allocators' own texts, and the ledger by what was seen from outside.

    The ledger is that of the outside reader where it has looked and knows the allocators, since it has the residency
    of each page; else the kernel's mappings are shared out by what the allocators count. `about` are the facts that
    the interpreter told at the start.
    """
    counted = parse_counted(post, view, about)
    allocated = Allocated(
        python_bytes=counted.python.live_bytes if counted.python else None,
        malloc_bytes=counted.malloc.live_bytes if counted.malloc else None,
        pool_bytes=total_held(counted.pools),
    )
    if outside is None or not _knows(outside, counted):
        return _from_mappings(view, counted, allocated)
    seen = replace(outside.moment, allocated=_completed(allocated, outside.moment.allocated))
    stood_in = _with_stand_in(seen, outside, counted)
    return _with_pools(stood_in) if counted.pools else stood_in


def _completed(told: Allocated, seen: Allocated) -> Allocated:
    """What the allocators told, and what was read from outside where they told nothing."""
    return replace(
        told,
        python_bytes=seen.python_bytes if told.python_bytes is None else told.python_bytes,
        malloc_bytes=seen.malloc_bytes if told.malloc_bytes is None else told.malloc_bytes,
    )


def _from_mappings(view: KernelView, counted: Counted, allocated: Allocated) -> Moment:
    mappings = procfs.parse_smaps(view.smaps)
    return Moment(
        rss_bytes=sum(mapping.rss_bytes for mapping in mappings),
        anonymous_bytes=sum(mapping.anonymous_bytes for mapping in mappings),
        swap_bytes=sum(mapping.swap_bytes for mapping in mappings),
        allocated=allocated,
        ledger=account(mappings, counted),
        huge_bytes=sum(mapping.huge_bytes for mapping in mappings),
    )


def _knows(outside: "Reading", counted: Counted) -> bool:
    """Whether each of the two allocators was asked, or its memory read."""
    # pymalloc tells nothing of itself while a tracer wraps it.
    python = counted.python is not None or outside.identity.mimalloc == "python" or outside.python.arenas > 0
    malloc = counted.malloc is not None or outside.identity.mimalloc == "malloc"
    return python and malloc


def parse_counted(post: Post, view: KernelView, about: Mapping[str, str]) -> Counted:
    """What the allocators count, from the texts of a moment."""
    python = parse_pymalloc(post.sections.get("pymalloc", ""))
    if python is None and about.get("allocator") in ("malloc", "malloc_debug"):
        python = _NO_PYMALLOC
    return Counted(
        python=python,
        malloc=parse_malloc_info(post.sections.get("malloc_info", ""))
        or count_heap(about.get("malloc", ""), post.sections.get("malloc", "")),
        pools=parse_pools(post.sections.get("pools", "")),
        memory_devices=procfs.parse_memory_devices(view.mountinfo),
    )


def _with_stand_in(moment: Moment, outside: "Reading", counted: Counted) -> Moment:
    """The moment with the memory of the allocator in malloc's place told apart by what it says is in use.

    Which of its pages hold what is not read, so that both parts are estimates: at most what it says it can have.
    """
    count, ledger = counted.malloc, moment.ledger
    if not isinstance(count, HeapCount) or ledger is None or ledger.malloc_live_bytes is not None:
        return moment
    left = ledger.unattributed_bytes or 0
    seen = dict(outside.foreign).get(outside.identity.malloc or "", left)
    resident = min(held_bytes(count), seen, left)
    live, free = share_heap(count, resident)
    ledger = replace(ledger, malloc_live_bytes=live, malloc_free_bytes=free, unattributed_bytes=left - resident)
    estimated = () if live is None else ("malloc_live_bytes", "malloc_free_bytes")
    return replace(moment, ledger=ledger, estimated=(*moment.estimated, *estimated))


def _with_pools(moment: Moment) -> Moment:
    """The moment with the memory of libraries' pools told apart by what the pools say they hold.

    Where they hold more than what was recognised as theirs, the rest is in what nobody else explains. A pool that
    tells nothing of itself, as the allocators inside polars or a database do, is not asked: its memory stays as it
    was seen, live at the most.
    """
    ledger, held = moment.ledger, moment.allocated.pool_bytes
    if ledger is None or held is None:
        return moment
    region, left = ledger.pool_live_bytes or 0, ledger.unattributed_bytes or 0
    if ledger.pool_free_bytes is None:
        live = min(held, region)
        ledger = replace(ledger, pool_live_bytes=live, pool_free_bytes=region - live)
    elif held > 0 and region == 0 and left:
        live = min(held, left)
        ledger = replace(ledger, pool_live_bytes=live, pool_free_bytes=None, unattributed_bytes=left - live)
    else:
        return moment
    return replace(moment, ledger=ledger, estimated=(*moment.estimated, "pool_live_bytes", "pool_free_bytes"))
