"""SM104: free memory that a library keeps in a pool of its own."""

from collections.abc import Iterator
from dataclasses import replace

from sparsemem.diagnose.quantities.series import at
from sparsemem.diagnose.ruling.after_the_end import pool_bytes_collected
from sparsemem.diagnose.ruling.judgement import increase, is_known, judge
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy, Run
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy(
        "Have Arrow's pool return its free memory after each batch: it is what returned the memory here.",
        "pyarrow.default_memory_pool().release_unused()",
    ),
    Remedy(
        "Have Arrow allocate through malloc, whose free memory a trim can reach.", "ARROW_DEFAULT_MEMORY_POOL=system"
    ),
)

_returned_bytes = increase(at("after_release", "anonymous_bytes"), at("after_collect", "anonymous_bytes"))


def kept_bytes(run: Run) -> int | None:
    """Bytes of anonymous memory that the release returned, without those that were freed after the last line."""
    returned = _returned_bytes(run)
    return None if returned is None else max(returned - pool_bytes_collected(run), 0)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where a release returned a large part of the anonymous memory at the end."""
    found = judge(measured.sweep, kept_bytes)
    if found is None:
        return
    share = format_share(found.bytes, found.anonymous_bytes)
    message = (
        f"A library keeps {format_size(found.bytes)} of freed memory in its own pool, {share} of the anonymous "
        f"memory at the end: asked to release it, it did. This is no leak.{found.doubt}"
    )
    yield replace(found.conclusion(message), subject="pyarrow")


RULE = RuntimeRule(
    code="SM104",
    name="library pool retention",
    family="sparse",
    meaning="""
        Arrow, and libraries like it, take memory through a pool of their own and keep what is freed in it. When
        all tables are gone the pool still holds their pages; neither a collection nor malloc_trim reaches them.
        It is no leak: asked to, the pool releases them.
    """,
    measured="""
        The anonymous memory just before the pool is asked to release what it does not use, less that just after
        it.
    """,
    example="""
        import pyarrow as pa

        table = pa.array([f"identifier {i}" for i in range(2_000_000)])
        del table
        pa.total_allocated_bytes()  # 0, and the RSS is as high as before
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_known(kept_bytes),
    explained_by=("SM110", "SM106"),
    questions=("gap",),
)
