"""From what the readers found to the records that are saved."""

from sparsemem.model import Pinner
from sparsemem.outside.pinners import Pinners


def pinner_records(pinners: Pinners) -> tuple[Pinner, ...]:
    """The types that keep free memory, the largest share first; of several owners of a type, the one of the
    most objects."""
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
