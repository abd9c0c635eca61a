"""Pinners as they are saved: `model.Pinner` records of what keeps free memory."""

from sparsemem.model import Pinner
from sparsemem.model.owner_names import space_of
from sparsemem.model.pinner import PinnedHeap
from sparsemem.outside.owners.kept_by_owner import KeptByOwner
from sparsemem.outside.owners.kept_by_type import KeptByType
from sparsemem.outside.owners.kept_memory import KeptMemory


def pinner_records(kept: KeptMemory) -> tuple[Pinner, ...]:
    """The owners that keep free memory, the largest share first; where they are not known, the types, and of several
    owners of a type the one of the most objects."""
    own = kept.own_classes
    if kept.owners is None:
        return tuple(_record(one, one.owners[0].name if one.owners else None, "python", own) for one in kept.types)
    pages = (_record(one, one.owner, "malloc", own) for one in kept.page_owners)
    return (*(_record(one, one.owner, "python", own) for one in kept.owners), *pages)


def _record(
    one: KeptByType | KeptByOwner, owner: str | None, heap: PinnedHeap, own_classes: frozenset[str]
) -> Pinner:
    return Pinner(
        owner=owner,
        type=one.type_name,
        blocks=one.blocks,
        live_bytes=one.live_bytes,
        arenas=one.arenas,
        share_bytes=one.share_bytes,
        sole_bytes=one.sole_bytes,
        values=one.values,
        heap=heap,
        is_own=True if owner and space_of(owner) in own_classes else None,
    )
