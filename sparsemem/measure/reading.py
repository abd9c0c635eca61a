"""A moment from the text that the probe posted and from what the kernel says of the process at that time."""

from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem import procfs
from sparsemem.allocators.glibc import parse_malloc_info
from sparsemem.allocators.pools import parse_pools, total_held
from sparsemem.allocators.pymalloc import PymallocStats, parse_pymalloc
from sparsemem.errors import InputError
from sparsemem.measure.account import Counted, account
from sparsemem.model import Allocated, HeapMap, Moment, Pinner
from sparsemem.outside import Reading, read_ledger
from sparsemem.outside.looking import read_pinned
from sparsemem.outside.records import pinner_records
from sparsemem.probe.mailbox import SECTION

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


def moment_of(post: Post, view: KernelView, outside: Reading | None, allocator: str | None) -> Moment:
    """The moment: what is in use by the allocators' own texts, and the ledger by what was seen from outside.

    The ledger is that of the outside reader where it has looked and knows the allocators, since it has the residency
    of each page; else the kernel's mappings are shared out by what the allocators count.
    """
    counted = parse_counted(post, view, allocator)
    allocated = Allocated(
        python_bytes=counted.python.live_bytes if counted.python else None,
        malloc_bytes=counted.malloc.live_bytes if counted.malloc else None,
        pool_bytes=total_held(counted.pools),
    )
    if outside is not None and counted.python is not None and counted.malloc is not None:
        return _with_pools(replace(outside.moment, allocated=allocated))
    mappings = procfs.parse_smaps(view.smaps)
    return Moment(
        rss_bytes=sum(mapping.rss_bytes for mapping in mappings),
        anonymous_bytes=sum(mapping.anonymous_bytes for mapping in mappings),
        swap_bytes=sum(mapping.swap_bytes for mapping in mappings),
        allocated=allocated,
        ledger=account(mappings, counted),
    )


def parse_counted(post: Post, view: KernelView, allocator: str | None) -> Counted:
    """What the allocators count, from the texts of a moment."""
    python = parse_pymalloc(post.sections.get("pymalloc", ""))
    if python is None and allocator in ("malloc", "malloc_debug"):
        python = _NO_PYMALLOC
    return Counted(
        python=python,
        malloc=parse_malloc_info(post.sections.get("malloc_info", "")),
        pools=parse_pools(post.sections.get("pools", "")),
        memory_devices=procfs.parse_memory_devices(view.mountinfo),
    )


def _with_pools(moment: Moment) -> Moment:
    """The moment with the memory of libraries' pools told apart by what the pools say they hold."""
    ledger, held = moment.ledger, moment.allocated.pool_bytes
    if ledger is None or held is None or ledger.pool_free_bytes is not None:
        return moment
    region = ledger.pool_live_bytes or 0
    live = min(held, region)
    ledger = replace(ledger, pool_live_bytes=live, pool_free_bytes=region - live)
    return replace(moment, ledger=ledger, estimated=("pool_live_bytes", "pool_free_bytes"))
