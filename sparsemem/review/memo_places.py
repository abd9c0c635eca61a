"""Memos that a program keeps by hand, among the dicts of its heap: told by its source, where that is at hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sparsemem.model import Heap, HeapCache, HeapOwner, Skipped
from sparsemem.source import Module, UnreadableError
from sparsemem.source.files import read_source

_LEAST_BYTES = 1 << 20
"""A dict that retains less is not looked up."""
_MOST_FILES, _LARGEST = 100, 1_000_000
"""Files beside the script that are read, and the bytes of one."""
_DICTS = ("dict", "collections.OrderedDict", "OrderedDict", "collections.defaultdict", "defaultdict")
KIND = "memo"


def add_memos(heap: Heap, script: Path | None) -> Heap:
    """The same heap with those of its dicts among the caches that functions of a script, or of the modules beside it,
    fill with their results."""
    if script is None or not script.is_file():
        return heap
    known = {cache.owner for cache in heap.caches}
    large = [one for one in heap.owners if _is_asked(one) and one.owner not in known]
    if not large:
        return heap
    found = tuple(_memos(large, script))
    caches = sorted((*heap.caches, *found), key=lambda one: -(one.retained_bytes or 0))
    return replace(heap, caches=tuple(caches))


def _is_asked(owner: HeapOwner) -> bool:
    return bool(owner.path) and bool(owner.entries) and owner.retained_bytes >= _LEAST_BYTES


def _memos(large: list[HeapOwner], script: Path) -> Iterator[HeapCache]:
    from sparsemem.review.memo_review import find_memos  # noqa: PLC0415 (few heaps have a large dict)

    seen = set()
    for memo in find_memos(list(_modules(script))):
        named = [one for one in large if memo.is_called(one.path[-1], one.type or "")]
        for owner in (one for one in named if one.owner not in seen and (memo.type_name or one.type in _DICTS)):
            seen.add(owner.owner)
            yield HeapCache(
                owner=owner.owner,
                kind=KIND,
                entries=owner.entries or 0,
                bound=None,
                ttl_seconds=None,
                hits=None,
                misses=None,
                expired_entries=None,
                expired_bytes=None,
                retained_bytes=owner.retained_bytes,
                held_elsewhere_bytes=None,
                location=memo.location,
                returned_bytes=owner.returned_bytes,
                growth_entries=owner.growth_entries,
                growth_bytes=owner.growth_bytes,
            )


def _modules(script: Path) -> Iterator[tuple[str, Module]]:
    """The script, and the modules in its folder, with the names under which they run."""

    others = [one for one in sorted(script.parent.glob("*.py")) if one != script][: _MOST_FILES - 1]
    for path in (script, *others):
        try:
            source = read_source(path) if path.stat().st_size <= _LARGEST else None
            if source is not None and not isinstance(source, Skipped):
                yield "__main__" if path == script else source.module, Module(source)
        except (OSError, UnreadableError, RecursionError):
            continue
