"""The passes, in the order in which they are made: a line each."""

from collections.abc import Callable

from sparsemem.measure.passes import (
    cache_lookups,
    cleared_owner,
    heap_owners,
    heap_scales,
    profiler_pass,
    return_sizes,
    without_huge_pages,
)
from sparsemem.measure.passes.pass_protocol import Pass, PassRequest

PASSES: tuple[Callable[[PassRequest], Pass | None], ...] = (
    heap_owners.requested,
    heap_scales.requested,
    cache_lookups.requested,
    without_huge_pages.requested,
    profiler_pass.requested,
    return_sizes.requested,
    cleared_owner.requested,
)
"""From what was asked for to the pass; None where it is not wanted."""


def requested_passes(request: PassRequest) -> tuple[Pass, ...]:
    """Those that were asked for. Raises SparsememError where one cannot be made as it was asked for."""
    return tuple(made for requested in PASSES if (made := requested(request)) is not None)
