"""From what the readers found to the records that are saved."""

from sparsemem.model import Pinner
from sparsemem.model.pinner import PinnedHeap
from sparsemem.outside.owners.kept_by_owner import Holding
from sparsemem.outside.owners.kept_by_type import Pinners


def pinner_records(pinners: Pinners) -> tuple[Pinner, ...]:
    """The owners that keep free memory, the largest share first; where they are not known, the types, and of several
    owners of a type the one of the most objects."""
    if pinners.holdings is not None:
        pages = (_of_owner(one, "malloc") for one in pinners.page_holdings)
        return (*(_of_owner(one, "python") for one in pinners.holdings), *pages)
    return tuple(
        Pinner(
            owner=one.owners[0].name if one.owners else None,
            type=one.type_name,
            blocks=one.blocks,
            live_bytes=one.live_bytes,
            arenas=one.arenas,
            share_bytes=one.share_bytes,
            sole_bytes=one.sole_bytes,
            values=one.values,
        )
        for one in pinners.types
    )


def _of_owner(one: Holding, heap: PinnedHeap) -> Pinner:
    return Pinner(
        owner=one.owner,
        type=one.type_name,
        blocks=one.blocks,
        live_bytes=one.live_bytes,
        arenas=one.arenas,
        share_bytes=one.share_bytes,
        sole_bytes=one.sole_bytes,
        values=one.values,
        heap=heap,
    )
