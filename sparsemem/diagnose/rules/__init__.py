"""All rules on what was measured, in the order of the table of findings; each is one file."""

from sparsemem.diagnose.rules import (
    copied_pages,
    doubling_table,
    expired_entries,
    foreign_memory,
    huge_pages,
    limit_reached,
    live_growth,
    malloc_fragmentation,
    malloc_retention,
    mapped_files,
    oversized_cache,
    pool_retention,
    pymalloc_fragmentation,
    reference_cycles,
    repeated_values,
    second_copy,
    transient_peak,
    unbounded_cache,
    uncollectable_garbage,
    wide_containers,
)
from sparsemem.diagnose.ruling.runtime_rule import RuntimeRule

RULES: tuple[RuntimeRule, ...] = (
    pymalloc_fragmentation.RULE,
    malloc_fragmentation.RULE,
    malloc_retention.RULE,
    pool_retention.RULE,
    foreign_memory.RULE,
    huge_pages.RULE,
    mapped_files.RULE,
    copied_pages.RULE,
    transient_peak.RULE,
    limit_reached.RULE,
    live_growth.RULE,
    doubling_table.RULE,
    reference_cycles.RULE,
    uncollectable_garbage.RULE,
    oversized_cache.RULE,
    unbounded_cache.RULE,
    expired_entries.RULE,
    second_copy.RULE,
    repeated_values.RULE,
    wide_containers.RULE,
)
"""A rule that is added here is asked, explained, accepted and part of the checklist. The order settles ties."""
