"""One file per rule: its code, its quantity, its text and its remedies."""

from collections.abc import Callable

from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.rules import (
    copied_pages,
    foreign_memory,
    huge_pages,
    limit_reached,
    live_growth,
    malloc_fragmentation,
    malloc_retention,
    mapped_files,
    pool_retention,
    pymalloc_fragmentation,
    transient_peak,
)
from sparsemem.model import Finding, Sweep

RULES: tuple[Callable[[Sweep], Finding | None], ...] = (
    pymalloc_fragmentation.check,
    malloc_fragmentation.check,
    malloc_retention.check,
    pool_retention.check,
    foreign_memory.check,
    huge_pages.check,
    mapped_files.check,
    copied_pages.check,
    transient_peak.check,
)
"""In the order of the table of findings, which also settles ties."""

EXPLANATIONS: tuple[Explanation, ...] = (
    pymalloc_fragmentation.EXPLANATION,
    malloc_fragmentation.EXPLANATION,
    malloc_retention.EXPLANATION,
    pool_retention.EXPLANATION,
    foreign_memory.EXPLANATION,
    huge_pages.EXPLANATION,
    mapped_files.EXPLANATION,
    copied_pages.EXPLANATION,
    transient_peak.EXPLANATION,
    limit_reached.EXPLANATION,
    live_growth.EXPLANATION,
)
"""What `explain` prints for each code of a measured finding."""
