"""Growth that no verdict is about, being too little, or none of the live heap: it has to be known all the same."""

from sparsemem.diagnose.holders.growers import find_grower
from sparsemem.diagnose.ruling.live_looks import LEAST_LOOKS, grown_by, live_sizes, rises_steadily
from sparsemem.model import AttachedLook, Attachment, Ledger
from sparsemem.report.words.ledger_words import PARTS
from sparsemem.units import MB, format_seconds, format_size

_GROWTH = ("SM120", "SM121", "SM122")
_LEAST_SHARE = 0.05
"""Of the live heap, or of the RSS: what grew by less between the looks did not grow."""
_LEAST_BESIDE, _MOST_LIVE = 4 * MB, 0.5
"""What the RSS must grow by beside the heap to be told, and the most of it that may be growth of the live heap."""


def tell_quiet_growth(attachment: Attachment) -> list[str]:
    """What the looks of a process that is not called growing say of its growth, in sentences; none where nothing
    grew."""
    if attachment.verdict == "growing":
        return []
    beside = _beside_the_heap(attachment.looks)
    if attachment.verdict != "healthy":
        return beside
    noted = [one.message for one in attachment.findings if one.code in _GROWTH]
    return (noted or _below_notes(attachment)) + beside


def _beside_the_heap(looks: tuple[AttachedLook, ...]) -> list[str]:
    """The RSS rose to the last look, and the live heap has little of that: which part has most."""
    first, last = looks[0].moment, looks[-1].moment
    grown = last.rss_bytes - first.rss_bytes
    live = (last.live_bytes or 0) - (first.live_bytes or 0)
    if len(looks) < LEAST_LOOKS or not rises_steadily([look.moment.rss_bytes for look in looks]):
        return []
    if grown < max(_LEAST_BESIDE, _LEAST_SHARE * last.rss_bytes) or live > _MOST_LIVE * grown:
        return []
    if first.ledger is None or last.ledger is None:
        return []
    part, size = max(_growth_of_parts(first.ledger, last.ledger).items(), key=lambda item: item[1])
    within = format_seconds(looks[-1].seconds - looks[0].seconds)
    return [
        f"Within {within} the RSS grew by {format_size(grown)}, and the live heap by {format_size(max(live, 0))}: "
        f"most of it is {PARTS[part]}, {format_size(size)} more."
    ]


def _growth_of_parts(first: Ledger, last: Ledger) -> dict[str, int]:
    before = dict(first.parts())
    return {name: (size or 0) - (before[name] or 0) for name, size in last.parts()}


def _below_notes(attachment: Attachment) -> list[str]:
    """The looks rose to the last, yet by so little that no rule speaks of it."""
    looks, sizes = attachment.looks, live_sizes(attachment.looks)
    if len(sizes) < LEAST_LOOKS or not rises_steadily(sizes):
        return []
    grown, seconds, heap = sizes[-1] - sizes[0], looks[-1].seconds - looks[0].seconds, attachment.heap
    if grown < _LEAST_SHARE * sizes[-1]:
        return []
    if heap and heap.growth_bytes and heap.growth_seconds:
        grown, seconds = heap.growth_bytes, heap.growth_seconds
    told = grown_by(find_grower(heap, grown), grown, seconds)
    return [f"{told} That is too little to judge: --seconds 60 looks for a minute."]
