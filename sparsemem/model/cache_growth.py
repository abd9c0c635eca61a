"""What caches have grown by: from look to look, and from scale to scale."""

from collections.abc import Sequence
from dataclasses import replace

from sparsemem.model.heap_cache import HeapCache

_Key = tuple[str | None, str]


def grown_since(caches: Sequence[HeapCache], earlier: Sequence[HeapCache]) -> tuple[HeapCache, ...]:
    """The caches of a look with what each has grown by since an earlier one; unknown where it was not seen then."""
    before = _by_name(earlier)
    return tuple(_since(one, before.get((one.owner, one.kind))) for one in caches)


def grown_over_scales(
    caches: Sequence[HeapCache], smaller: Sequence[HeapCache], scales: float
) -> tuple[HeapCache, ...]:
    """The caches of a run with what each takes more for each 1x of data, by a run that was smaller by `scales`."""
    before = _by_name(smaller)
    return tuple(_over_scales(one, before.get((one.owner, one.kind)), scales) for one in caches)


def _by_name(caches: Sequence[HeapCache]) -> dict[_Key, HeapCache]:
    """Those that have a name of their own: of several without one nobody knows which is which."""
    return {(one.owner, one.kind): one for one in caches if one.owner is not None}


def _since(one: HeapCache, before: HeapCache | None) -> HeapCache:
    if before is None:
        return one
    return replace(one, growth_entries=one.entries - before.entries, growth_bytes=_more(one, before))


def _over_scales(one: HeapCache, before: HeapCache | None, scales: float) -> HeapCache:
    if before is None or scales <= 0:
        return one
    more = _more(one, before)
    per_scale = (one.entries - before.entries) / scales
    return replace(one, entries_per_scale=per_scale, bytes_per_scale=None if more is None else more / scales)


def _more(one: HeapCache, before: HeapCache) -> int | None:
    if one.retained_bytes is None or before.retained_bytes is None:
        return None
    return one.retained_bytes - before.retained_bytes
