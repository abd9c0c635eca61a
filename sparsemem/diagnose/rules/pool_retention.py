"""SM104: free memory that a library keeps in a pool of its own."""

from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.judging import increase, judge
from sparsemem.diagnose.series import at
from sparsemem.model import Finding, Remedy, Sweep
from sparsemem.units import format_share, format_size

CODE, NAME = "SM104", "library pool retention"

REMEDIES = (
    Remedy(
        "Have Arrow's pool return its free memory after each batch: it is what returned the memory here.",
        "pyarrow.default_memory_pool().release_unused()",
    ),
    Remedy(
        "Have Arrow allocate through malloc, whose free memory a trim can reach.", "ARROW_DEFAULT_MEMORY_POOL=system"
    ),
)

kept_bytes = increase(at("after_release", "anonymous_bytes"), at("after_collect", "anonymous_bytes"))
"""Bytes of anonymous memory that the release of libraries' pools returned."""


def check(sweep: Sweep) -> Finding | None:
    """A finding where a release returned a large part of the anonymous memory at the end."""
    found = judge(sweep, kept_bytes)
    if found is None:
        return None
    share = format_share(found.bytes, found.anonymous_bytes)
    return Finding(
        code=CODE,
        name=NAME,
        severity=found.severity,
        message=(
            f"A library keeps {format_size(found.bytes)} of freed memory in its own pool, {share} of the anonymous "
            f"memory at the end: asked to release it, it did. This is no leak.{found.doubt}"
        ),
        subject="pyarrow",
        location=None,
        bytes=found.bytes,
        evidence=found.evidence(),
        remedies=REMEDIES,
    )


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
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
)
