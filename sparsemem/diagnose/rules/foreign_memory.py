"""SM105: private memory that no allocator we can ask knows of, growing with the data."""

from collections.abc import Iterator

from sparsemem.diagnose.ruling.judgement import increase, is_known, judge, part
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy, Run
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy("Look for native code that maps memory by itself: mmap objects, extension modules, embedded databases."),
    Remedy("Trace the native allocations, to see the stacks that they come from.", "memray run --native script.py"),
)

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
    yield found.conclusion(
        f"{format_size(found.bytes)} of private memory, {share} of what the process holds at the end, belongs "
        "neither to Python's allocator nor to malloc nor to a pool that is known: native code took it straight "
        f"from the kernel. Whether it is alive cannot be told from here.{found.doubt}"
    )


RULE = RuntimeRule(
    code="SM105",
    name="foreign memory",
    family="sparse",
    meaning="""
        Private memory that grows with the data and that belongs to no allocator that can be asked: native code
        has taken it straight from the kernel, or a library has an allocator of its own inside. Whether it is
        alive or free is not known from here.
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
