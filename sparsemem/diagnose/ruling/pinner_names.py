"""Those who keep free memory from going back, named in the findings that say how much is kept."""

from dataclasses import asdict, replace
from typing import Any

from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.model import PinnedHeap, Pinner, Site

_NAMED_SHARE, _MOST_NAMED, _MOST_SAVED = 0.05, 3, 20
_TELLING_SHARE = 0.3
"""Of what an owner keeps: a line that allocated less of it does not say where it comes from."""
_RECYCLED = frozenset({"dict", "float", "list", "tuple"})
"""Free lists of the interpreter hand on blocks of these types: the line is that of a block's first allocation."""
_SAVED = ("owner", "type", "blocks", "arenas", "share_bytes", "sole_bytes")


def name_pinners(finding: Conclusion, pinners: tuple[Pinner, ...], heap: PinnedHeap, cells: str) -> Conclusion:
    """The conclusion with those named who keep what it is about; `cells` is what `heap` is released in: `arenas`."""
    pinners = tuple(pinner for pinner in pinners if pinner.heap == heap)
    if not pinners:
        return finding
    least = _NAMED_SHARE * (finding.bytes or 0)
    most = [pinner for pinner in pinners if pinner.share_bytes >= least and pinner.blocks]
    names = ", ".join(_named(pinner, cells) for pinner in most[:_MOST_NAMED])
    saved = [_saved(pinner, cells) for pinner in pinners[:_MOST_SAVED]]
    return replace(
        finding,
        message=finding.message + (f" Alive in them: {names}." if names else ""),
        subject=(most[0].owner or most[0].type) if most else None,
        evidence=finding.evidence | {"pinners": saved},
    )


def _saved(pinner: Pinner, cells: str) -> dict[str, Any]:
    fields = {cells if field == "arenas" else field: getattr(pinner, field) for field in _SAVED}
    return fields | {"site": asdict(pinner.site) if pinner.site else None}


def _named(pinner: Pinner, cells: str) -> str:
    owner = f" of {pinner.owner}" if pinner.owner else ""
    # Many objects of the type `bytes` are no size in bytes.
    kind = f"objects ({pinner.type})" if pinner.main_type == "bytes" else pinner.type
    return f"{pinner.blocks:,} {kind}{owner} in {pinner.arenas:,} {cells}{_made(pinner)}"


def _made(pinner: Pinner) -> str:
    if pinner.site is None or pinner.site.share < _TELLING_SHARE:
        return ""
    how = "first allocated" if pinner.main_type in _RECYCLED else "made"
    return f" ({how} in {_site(pinner.site)})"


def _site(site: Site) -> str:
    place = f"{site.path}:{site.line}"
    return f"{site.function}() at {place}" if site.function.isidentifier() else place
