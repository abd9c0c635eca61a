"""A moment from the text that the probe posted and from what the kernel says of the process at that time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem import procfs
from sparsemem.allocators.glibc import parse_malloc_info
from sparsemem.allocators.pools import parse_pools, total_held
from sparsemem.allocators.pymalloc import PymallocStats, parse_pymalloc
from sparsemem.allocators.registry import count_heap
from sparsemem.allocators.stand_in import HeapCount
from sparsemem.errors import InputError
from sparsemem.measure.moments.smaps_ledger import Counted, account, held_bytes, share_heap
from sparsemem.model import Allocated, HeapMap, Moment, Pinner
from sparsemem.outside import Pinning, Reading, read_ledger, read_pinning
from sparsemem.outside.owners.pinner_records import pinner_records
from sparsemem.outside.pinned_heap import read_pinned
from sparsemem.probe.layout import SECTION

_NO_PYMALLOC = PymallocStats(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Post:
    """What the probe handed over: the name of the moment and the raw text of each section."""

    moment: str
    sections: dict[str, str]


def parse_post(text: str) -> Post:
    """The sections of a posted text; one that was cut off is there as far as it goes."""
    sections = {}
    for part in text.split(SECTION)[1:]:
        name, _, body = part.partition("\n")
        sections[name] = body.strip("\n")
    return Post(sections.get("moment", ""), sections)


def parse_about(text: str) -> dict[str, str]:
    """The facts of the interpreter that came with `start`; an empty value is left out."""
    pairs = (line.partition(" ") for line in text.splitlines())
    return {name: value for name, _, value in pairs if value}


@dataclass(frozen=True, slots=True)
class KernelView:
    """The raw texts of /proc/PID at one time."""

    smaps: str
    status: str
    mountinfo: str


def read_kernel_view(pid: int) -> KernelView | None:
    """The kernel's view of a process; None where it is gone or may not be looked at."""
    folder = Path("/proc", str(pid))
    try:
        smaps = (folder / "smaps").read_text(errors="replace")
        status = (folder / "status").read_text(errors="replace")
        mountinfo = (folder / "mountinfo").read_text(errors="replace")
    except OSError:
        return None
    return KernelView(smaps, status, mountinfo) if smaps else None


def read_outside(pid: int) -> Reading | None:
    """The process's memory as it is read from outside; None where that is not allowed."""
    try:
        return read_ledger(pid)
    except InputError:
        return None


def read_who_pins(pid: int, draws_map: bool) -> tuple[tuple[Pinner, ...], HeapMap | None]:
    """Who keeps free memory, and the map of it where that is wanted; none where the process may not be read."""
    try:
        found = read_pinned(pid, draws_map=draws_map)
    except InputError:
        return (), None
    return pinner_records(found.pinners), found.heap_map


def read_what_pins(pid: int) -> tuple[Pinning, ...]:
    """The blocks that keep free memory; none where the process may not be read."""
    try:
        return read_pinning(pid)
    except (InputError, OSError):
        return ()


def moment_of(post: Post, view: KernelView, outside: Reading | None, about: Mapping[str, str]) -> Moment:
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
    if outside is not None and _knows(outside, counted):
        seen = outside.moment.allocated
        if allocated.python_bytes is None:
            allocated = replace(allocated, python_bytes=seen.python_bytes)
        if allocated.malloc_bytes is None:
            allocated = replace(allocated, malloc_bytes=seen.malloc_bytes)
        return _with_pools(_with_stand_in(replace(outside.moment, allocated=allocated), outside, counted))
    mappings = procfs.parse_smaps(view.smaps)
    return Moment(
        rss_bytes=sum(mapping.rss_bytes for mapping in mappings),
        anonymous_bytes=sum(mapping.anonymous_bytes for mapping in mappings),
        swap_bytes=sum(mapping.swap_bytes for mapping in mappings),
        allocated=allocated,
        ledger=account(mappings, counted),
        huge_bytes=sum(mapping.huge_bytes for mapping in mappings),
    )


def _knows(outside: Reading, counted: Counted) -> bool:
    """Whether each of the two allocators was asked, or its memory read."""
    python = counted.python is not None or outside.identity.mimalloc == "python"
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


def _with_stand_in(moment: Moment, outside: Reading, counted: Counted) -> Moment:
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

    Where they hold more than what was recognised as theirs, the rest is in what nobody else explains.
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
