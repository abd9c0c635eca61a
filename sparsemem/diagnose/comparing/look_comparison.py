"""Two saved looks, of any two times or hosts: by how much the heap has grown between them, and whose part that is."""

from dataclasses import replace

from sparsemem.model import AttachedLook, Attachment, Heap, HeapOwner, HeapType
from sparsemem.units import format_seconds, format_size

_HOUR = 3600.0
_NOT_KNOWN = "Who has grown is not known: one of the looks does not tell who holds the heap, or only by a sample."
_LEAST_SHARE, _MOST = 0.05, 3
"""Of the growth: who has less of it is not named; names in a sentence."""
_SAME_BEGIN_SECONDS = 5.0
"""By which a process may seem to have been started at another time: the kernel's clock is set while it runs."""


def are_of_one_process(before: Attachment, after: Attachment) -> bool:
    """Whether both looks are at the same process: in containers of two hosts the number and the command are often
    the same, but not the time at which they were started."""
    first, last = before.target, after.target
    begun = first.began_unix_seconds, last.began_unix_seconds
    known = [one for one in begun if one is not None]
    is_near = len(known) < len(begun) or abs(known[1] - known[0]) <= _SAME_BEGIN_SECONDS
    return (first.pid, first.command) == (last.pid, last.command) and is_near


def seconds_between(before: Attachment, after: Attachment) -> float | None:
    """From the last look of one to that of the other by the clock; None where one of them does not know its time,
    and of two processes, which have no pace together."""
    first, last = before.looks[-1].unix_seconds, after.looks[-1].unix_seconds
    if first is None or last is None or not are_of_one_process(before, after):
        return None
    return last - first


def grown_between(before: Attachment, after: Attachment) -> Attachment:
    """The second with its growth since the first: as one attachment of two looks, without findings of its own.

    An owner is the same where its name is. One that is not among those of the first had at most what the least of
    them retained: its growth is what it has above that.
    """
    seconds = seconds_between(before, after)
    looks = (replace(before.looks[-1], seconds=0.0), replace(after.looks[-1], seconds=seconds or 0.0))
    heap = after.heap
    if heap is not None and before.heap is not None and not (heap.sampled or before.heap.sampled):
        owners = tuple(_grown(one, before.heap) for one in heap.owners)
        grown = heap.live_bytes - before.heap.live_bytes
        heap = replace(heap, owners=owners, growth_bytes=grown, growth_seconds=seconds)
    return replace(after, looks=looks, heap=heap)


def _grown(owner: HeapOwner, before: Heap) -> HeapOwner:
    known = {one.owner: one for one in before.owners}
    same = known.get(owner.owner)
    if same is not None:
        more = None if None in (owner.entries, same.entries) else (owner.entries or 0) - (same.entries or 0)
        return replace(
            owner,
            growth_bytes=owner.live_bytes - same.live_bytes,
            growth_objects=owner.objects - same.objects,
            growth_entries=more,
        )
    if None in known:
        least = min((one.retained_bytes for one in before.owners if one.owner is not None), default=0)
        return replace(owner, growth_bytes=max(owner.live_bytes - least, 0))
    return replace(owner, growth_bytes=owner.live_bytes, growth_objects=owner.objects, growth_entries=owner.entries)


def growing_owners(heap: Heap) -> list[HeapOwner]:
    """Those with a part of the growth that is worth a word, the largest first."""
    grown = heap.growth_bytes or 0
    found = [one for one in heap.owners if one.owner is not None and (one.growth_bytes or 0) > _LEAST_SHARE * grown]
    return sorted(found, key=lambda one: one.growth_bytes or 0, reverse=True) if grown > 0 else []


def types_that_came(before: Heap, after: Heap) -> list[tuple[HeapType, int, int]]:
    """The types with more bytes than before, how many more, and how many objects; the largest first."""
    known = {one.type: one for one in before.types}
    found = [(one, known.get(one.type)) for one in after.types]
    more = [
        (one, one.live_bytes - (was.live_bytes if was else 0), one.objects - (was.objects if was else 0))
        for one, was in found
    ]
    return sorted((row for row in more if row[1] > 0), key=lambda row: row[1], reverse=True)


def tell_growth(before: Attachment, grown: Attachment) -> list[str]:
    """Who has grown, by how much and how fast, and what came; a sentence each."""
    first, last = grown.looks
    seconds = grown.heap.growth_seconds if grown.heap else None
    told = [f"{_change('RSS', first, last, 'rss_bytes')}, {_change('live heap', first, last, 'live_bytes')}."]
    if grown.heap is None or before.heap is None or grown.heap.growth_bytes is None:
        return [*told, _NOT_KNOWN]
    if not are_of_one_process(before, grown):
        told.append(f"These are two processes, {before.target.pid} and {grown.target.pid}: there is no pace.")
    total, owners = grown.heap.growth_bytes, growing_owners(grown.heap)
    if not owners:
        return [*told, "No name has grown by much."]
    told += [_sentence(one, total, seconds) for one in owners[:_MOST]]
    came = types_that_came(before.heap, grown.heap)[:_MOST]
    if came:
        each = (f"{one.type} {format_size(size)} ({count:+,})" for one, size, count in came)
        told.append(f"Types that came: {'; '.join(each)}.")
    return told


def _sentence(owner: HeapOwner, total: int, seconds: float | None) -> str:
    grown = min(owner.growth_bytes or 0, total)
    kind = f" ({owner.type})" if owner.type else ""
    pace = ""
    if seconds and seconds > 0:
        pace = f" in {format_seconds(seconds)}, {format_size(round(grown / seconds * _HOUR))} an hour"
    if owner.growth_entries and owner.growth_entries > 0:
        pace += f", {owner.growth_entries:,} entries more"
    return f"`{owner.owner}`{kind} grew by {format_size(grown)} of {format_size(total)}{pace}."


def _change(what: str, first: AttachedLook, last: AttachedLook, name: str) -> str:
    was, now = getattr(first.moment, name), getattr(last.moment, name)
    if was is None or now is None:
        return f"{what} unknown"
    return f"{what} {format_size(was)}, then {format_size(now)}"
