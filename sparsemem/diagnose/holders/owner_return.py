"""What clearing an owner should return, and what it did."""

from collections.abc import Sequence

from sparsemem.diagnose.quantities.series import at, series
from sparsemem.model import Pinner, Proof, Run, Sweep


def predict_return(owner: str, pinners: Sequence[Pinner]) -> int | None:
    """Bytes that should go back with the owner: what is its own, and what it alone keeps; None where that is not
    known."""
    own = [pinner for pinner in pinners if pinner.owner == owner]
    sole = [pinner.sole_bytes for pinner in own if pinner.sole_bytes is not None]
    return sum(sole) + sum(pinner.live_bytes for pinner in own) if len(sole) == len(own) else None


def prove(sweep: Sweep, owner: str, pinners: Sequence[Pinner], without: Run) -> Proof | None:
    """The proof, from a run in which the owner was cleared; None where the RSS at the last moment is not known."""
    quantity = at("after_trim", "rss_bytes")
    known = dict(series(sweep, quantity).points).get(without.scale)
    cleared = quantity(without)
    if known is None or cleared is None:
        return None
    return Proof(owner, without.scale, predict_return(owner, pinners), known, cleared)
