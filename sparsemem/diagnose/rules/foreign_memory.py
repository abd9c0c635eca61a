"""SM105: private memory that no allocator we can ask knows of, growing with the data."""

from collections.abc import Iterator
from dataclasses import replace

from sparsemem.diagnose.ruling.judgement import increase, is_known, judge, part
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Heap, MappedMemory, Remedy, Run
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy("Look for native code that maps memory by itself: mmap objects, extension modules, embedded databases."),
    Remedy("Trace the native allocations, to see the stacks that they come from.", "memray run --native script.py"),
)

_MOST, _MUCH = 0.8, 0.2
"""Of the memory that is told: what maps have to be of it, and one owner."""

_increase = increase(part("start", "unattributed_bytes"), part("after_trim", "unattributed_bytes"))


def foreign_bytes(run: Run) -> int | None:
    """Unattributed bytes after the last trim, less those at the start; None where those of malloc or of Python's own
    allocator are among them."""
    known = (part("after_trim", f"{who}_live_bytes")(run) for who in ("malloc", "python"))
    return None if None in known else _increase(run)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the unattributed bytes are a large part of the anonymous memory at the end."""
    found = judge(measured.sweep, foreign_bytes)
    if found is None:
        return
    share = format_share(found.bytes, found.anonymous_bytes)
    told = (
        f"{format_size(found.bytes)} of private memory, {share} of what the process holds at the end, belongs "
        "neither to Python's allocator nor to malloc nor to a pool that is known"
    )
    holders = _holders(measured.heap, found.bytes)
    if not holders:
        taken = "native code took it straight from the kernel. Whether it is alive cannot be told from here."
        yield found.conclusion(f"{told}: {taken}{found.doubt}")
        return
    names = " and ".join(f"{one.owner} ({format_size(one.private_bytes)})" for one in holders)
    kept = f"mmap.mmap objects have mapped it, which {names} hold{'s' if len(holders) == 1 else ''}."
    close = Remedy(f"Close the maps that {holders[0].owner} holds as soon as they are not needed: mmap.close().")
    yield replace(found.conclusion(f"{told}: {kept}{found.doubt}"), subject=holders[0].owner, remedies=(close,))


def _holders(heap: Heap | None, size: int) -> list[MappedMemory]:
    """The owners of the maps that most of so many bytes are, the first two of them; none where it is others'."""
    mapped = heap.mapped if heap else None
    private = sorted(mapped or (), key=lambda one: one.private_bytes, reverse=True)
    if sum(one.private_bytes for one in private) < _MOST * size:
        return []
    first = [one for one in private[:2] if one.owner and one.private_bytes >= _MUCH * size]
    return first if first and first[0] == private[0] else []


RULE = RuntimeRule(
    code="SM105",
    name="foreign memory",
    family="sparse",
    meaning="""
        Private memory that grows with the data and that belongs to no allocator that can be asked: native code
        has taken it straight from the kernel, or a library has an allocator of its own inside. Whether it is
        alive or free is not known from here, but of what `mmap.mmap` objects have mapped: that is told with who
        holds them.
    """,
    measured="""
        The RSS less everything that pymalloc, malloc, known pools, stacks, libraries and mapped files account
        for, at the end and less that at the start.
    """,
    example="""
        import mmap

        BLOCK = mmap.mmap(-1, 500_000_000)  # no allocator knows of it
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_known(foreign_bytes),
    explained_by=("SM106",),
    questions=("gap",),
)
