"""Who keeps free memory, as far as a record says: an attachment lists all of them, a scan those of its findings."""

from dataclasses import dataclass

from sparsemem.model import Attachment, PinnedHeap, Report


@dataclass(frozen=True, slots=True)
class Pin:
    """One owner's share of the free memory of one heap, in bytes."""

    heap: PinnedHeap
    owner: str | None
    type: str
    blocks: int
    share_bytes: int
    sole_bytes: int | None


def pins_of_attachment(attachment: Attachment) -> list[Pin]:
    """The largest share first."""
    pins = [
        Pin(one.heap, one.owner, one.type, one.blocks, one.share_bytes, one.sole_bytes) for one in attachment.pinners
    ]
    return sorted(pins, key=lambda pin: -pin.share_bytes)


_HEAP_OF: dict[str, PinnedHeap] = {"SM101": "python", "SM102": "malloc"}


def pins_of_scan(report: Report) -> list[Pin]:
    """Those that the findings on fragmentation name."""
    pins = [
        Pin(
            _HEAP_OF[finding.code],
            one.get("owner"),
            one.get("type", "?"),
            one.get("blocks", 0),
            one.get("share_bytes", 0),
            one.get("sole_bytes"),
        )
        for finding in report.findings
        if finding.code in _HEAP_OF
        for one in finding.evidence.get("pinners", ())
        if isinstance(one, dict)
    ]
    return sorted(pins, key=lambda pin: -pin.share_bytes)
