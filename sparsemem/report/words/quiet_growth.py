"""Growth that is too little for a verdict: who is told that nothing is wrong has to know of it all the same."""

from sparsemem.diagnose.holders.growers import find_grower
from sparsemem.diagnose.ruling.live_looks import LEAST_LOOKS, grown_by, live_sizes, rises_steadily
from sparsemem.model import Attachment

_GROWTH = ("SM120", "SM121", "SM122")
_LEAST_SHARE = 0.05
"""Of the live heap: what grew by less between the looks did not grow."""


def tell_quiet_growth(attachment: Attachment) -> list[str]:
    """What the looks of a healthy process say of its growth, in sentences; none where nothing grew."""
    if attachment.verdict != "healthy":
        return []
    noted = [one.message for one in attachment.findings if one.code in _GROWTH]
    return noted or _below_notes(attachment)


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
