"""What clearing an owner should return, and what it did."""

from collections.abc import Sequence

from sparsemem.diagnose.quantities.series import at, series
from sparsemem.model import HeapCache, Pinner, Proof, Run, Sweep
from sparsemem.model.known_sum import known_sum


def predict_return(owner: str, pinners: Sequence[Pinner], caches: Sequence[HeapCache] = ()) -> int | None:
    """Bytes that should go back with the owner: of a cache the arenas and pages in which nothing else is alive, of
    others what is their own and what they alone keep; None where that is not known."""
    known = [one.returned_bytes for one in caches if one.owner == owner and one.returned_bytes is not None]
    if len(known) == 1:
        return known[0]
    own = [pinner for pinner in pinners if pinner.owner == owner]
    sole = known_sum(pinner.sole_bytes for pinner in own)
    return None if sole is None else sole + sum(pinner.live_bytes for pinner in own)


def prove(
    sweep: Sweep, owner: str, pinners: Sequence[Pinner], without: Run, caches: Sequence[HeapCache] = ()
) -> Proof | None:
    """The proof, from a run in which the owner was cleared; None where the RSS at the last moment is not known."""
    quantity = at("after_trim", "rss_bytes")
    known = dict(series(sweep, quantity).points).get(without.scale)
    cleared = quantity(without)
    if known is None or cleared is None:
        return None
    return Proof(owner, without.scale, predict_return(owner, pinners, caches), known, cleared)
