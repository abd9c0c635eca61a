"""What clearing an owner should return, and what it did."""

from collections.abc import Iterator, Sequence

from sparsemem.diagnose.quantities.series import at, series
from sparsemem.model import Heap, Pinner, Proof, Run, Sweep
from sparsemem.model.known_sum import known_sum


def predict_return(owner: str, pinners: Sequence[Pinner], heap: Heap | None = None) -> int | None:
    """Bytes that should go back with the owner: of a cache or container for which it was worked out the arenas and
    pages in which nothing else is alive, of others what is their own and what they alone keep; None where that is not
    known."""
    known = set(_worked_out(owner, heap)) if heap else set()
    if len(known) == 1:
        return known.pop()
    own = [pinner for pinner in pinners if pinner.owner == owner]
    sole = known_sum(pinner.sole_bytes for pinner in own)
    return None if sole is None else sole + sum(pinner.live_bytes for pinner in own)


def _worked_out(owner: str, heap: Heap) -> Iterator[int]:
    rows = [one for one in heap.caches if one.owner == owner], [one for one in heap.owners if one.owner == owner]
    return (one.returned_bytes for some in rows for one in some if one.returned_bytes is not None)


def prove(
    sweep: Sweep, owner: str, pinners: Sequence[Pinner], without: Run, heap: Heap | None = None
) -> Proof | None:
    """The proof, from a run in which the owner was cleared; None where the RSS at the last moment is not known."""
    quantity = at("after_trim", "rss_bytes")
    known = dict(series(sweep, quantity).points).get(without.scale)
    cleared = quantity(without)
    if known is None or cleared is None:
        return None
    return Proof(owner, without.scale, predict_return(owner, pinners, heap), known, cleared)
