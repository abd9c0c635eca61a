"""What every form says of who holds the live heap in the same words: sentences, and a row of cells for each owner."""

from collections.abc import Sequence
from dataclasses import replace

from sparsemem.diagnose.holders.growers import kind_of, tell_scale_growth
from sparsemem.diagnose.holders.known_growers import designed_remedy
from sparsemem.model import Finding, Heap, HeapOwner
from sparsemem.units import MB, format_seconds, format_share, format_size

MOST_ROWS = 8
_FIRST = 3
NO_OWNER, SMALLER = "(no owner found)", "(smaller owners)"
_MUCH = 0.1
"""Of the live heap: so much without an owner is told among the largest holders, and so much beside it at all."""
_MUCH_OF_ONE = 0.25
"""The same of one owner that a person may never have heard of."""
_LEAST_MAPPED, _MUCH_OF_MAPPED = 10 * MB, 0.1
"""What objects have mapped is told from so many bytes on, and of its owners those with that share of it."""
_LEAST_SHARE = 0.01
"""Of the live heap: who has less is not worth a line."""


def tell_holders(heap: Heap | None, findings: Sequence[Finding] = (), whose: str = "") -> list[str]:
    """The three with the most, of whom each but the first has a hundredth of the live heap, with their shares in a
    sentence; none where unknown. `whose` says of which process, where that is to be said.

    What to do about one that holds much by design of the interpreter or of a library, where no finding says it.
    """
    if heap is None or all(one.owner is None for one in heap.owners) or not heap.live_bytes:
        return []
    most = sorted(_told_owners(heap), key=lambda one: one.most_bytes, reverse=True)[:_FIRST]
    first = [one for one in most if one is most[0] or one.most_bytes >= _LEAST_SHARE * heap.live_bytes]
    told = [_told(one, heap) for one in first]
    much = [one.owner for one in first if one.owner and one.most_bytes >= _MUCH_OF_ONE * heap.live_bytes]
    said = {finding.subject for finding in findings}
    known = [f"{owner}: {remedy.text}" for owner in much if owner not in said and (remedy := designed_remedy(owner))]
    return [f"Live heap{whose}, held by{_by_sample(heap)}: {'; '.join(told)}.", *known, *_tell_mapped(heap)]


def _tell_mapped(heap: Heap) -> list[str]:
    """Who has mapped memory beside the heap, in a sentence; none where that is little."""
    mapped = heap.mapped or ()
    resident, of_files = sum(one.resident_bytes for one in mapped), sum(one.file_bytes for one in mapped)
    if resident < max(_MUCH * heap.live_bytes, _LEAST_MAPPED):
        return []
    told = [
        f"{one.owner or NO_OWNER} {format_size(one.resident_bytes)} ({one.objects:,} of mmap.mmap)"
        for one in mapped[:_FIRST]
        if one.resident_bytes >= _MUCH_OF_MAPPED * resident
    ]
    dropped = f", {format_size(of_files)} of it files that the kernel can drop" if of_files else ""
    return [f"Beside the heap {format_size(resident)} are mapped and resident{dropped}, held by: {'; '.join(told)}."]


def _told(owner: HeapOwner, heap: Heap) -> str:
    kind = kind_of(replace(owner, types=()))
    return f"{owner.owner}{kind} {format_size(owner.most_bytes)} ({share_of(owner.most_bytes, heap)})"


def _by_sample(heap: Heap) -> str:
    """That the figures are estimates, where they are."""
    return f" (estimated: 1 in {heap.sampled} entries of large containers followed)" if heap.sampled else ""


def _told_owners(heap: Heap) -> list[HeapOwner]:
    """Those with a name, and where it is much, what has none: memory that no object leads to is somebody's, too, and
    what many hold a little of each is not nobody's."""
    smaller = heap.smaller_owners_bytes
    rest = sum(one.live_bytes for one in heap.owners if one.owner is None)
    others = [HeapOwner(NO_OWNER, (), 0, rest - smaller, rest - smaller), HeapOwner(SMALLER, (), 0, smaller, smaller)]
    named = [one for one in heap.owners if one.owner is not None]
    return [*named, *(one for one in others if one.retained_bytes >= _MUCH * heap.live_bytes)]


def tell_growth(heap: Heap | None) -> list[str]:
    """The holder that grows the most with the data, in a sentence; none where no smaller scale was looked at."""
    told = tell_scale_growth(heap)
    return [told] if told else []


def share_of(part: int, heap: Heap) -> str:
    """A part of the live heap."""
    return format_share(part, heap.live_bytes)


def is_worth_a_row(size: int, heap: Heap) -> bool:
    """Whether somebody has enough to be told of."""
    return size >= _LEAST_SHARE * heap.live_bytes


def shown_owners(heap: Heap, most: int) -> list[HeapOwner]:
    """Those with a name that hold or retain the most, as far as they are worth a row."""
    return [one for one in heap.largest_owners(most) if is_worth_a_row(one.most_bytes, heap)]


def growth_head(heap: Heap) -> str:
    """What growth is over: the time between two looks, or each 1x of data; "" where none is known."""
    if all(one.growth_bytes is None for one in heap.owners):
        return ""
    return "for each 1x" if heap.growth_scales else "grew"


def owner_columns(heap: Heap, wide: bool = True) -> tuple[str, ...]:
    """The heads of the figures; the name comes before them."""
    sizes = ("objects", "holds", "retains") if wide else ("holds",)
    return (*sizes, "share", *filter(None, [growth_head(heap)]))


def owner_name(owner: HeapOwner) -> str:
    """The name, and of what it is."""
    inner = ", ".join(owner.types[:2])
    if owner.type is None:
        return f"{owner.owner}: {inner}" if inner else f"{owner.owner}"
    return f"{owner.owner}: {owner.type} of {inner}" if inner else f"{owner.owner}: {owner.type}"


def owner_cells(owner: HeapOwner, heap: Heap, wide: bool = True) -> tuple[str, ...]:
    """Its figures, as `owner_columns` names them."""
    grown = "" if owner.growth_bytes is None else format_size(owner.growth_bytes)
    holds, retains = format_size(owner.live_bytes), format_size(owner.retained_bytes)
    sizes = (f"{owner.objects:,}", holds, retains) if wide else (holds,)
    return (*sizes, share_of(owner.most_bytes, heap), *([grown] if growth_head(heap) else []))


def about_owners(heap: Heap) -> str:
    """What a reader of the table has to know, in sentences."""
    known = "" if heap.coverage is None else f"Owners of {format_share(heap.coverage, 1)} of it are known."
    if heap.sampled:
        known += f" All but entries is estimated: 1 in {heap.sampled} entries of large containers was followed."
    if heap.garbage_bytes:
        known += f" Beside it {format_size(heap.garbage_bytes)} in {heap.garbage_objects:,} objects are garbage."
    if heap.growth_seconds:
        known += f" What grew did so within {format_seconds(heap.growth_seconds)}, between two looks at all owners."
    if heap.growth_fit:
        over = ", ".join(f"{scale}x" for scale in heap.growth_scales)
        known += f" Each 1x of data adds {format_size(heap.growth_fit.slope_bytes)} to it, by its heaps at {over}."
    return known
