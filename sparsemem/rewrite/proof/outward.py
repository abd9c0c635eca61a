"""What is seen of a run by its caller: values and effects without what only the run itself can reach."""

from dataclasses import replace

from sparsemem.rewrite.proof.effects import Effects, Root, Roots, name_of
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.value import ANY, Value


def outward(frame: Frame, effects: Effects, kept: Roots) -> Effects:
    """The effects of a run as its caller sees them: what only the run itself can reach is left out."""
    return replace(
        effects,
        reads=frozenset(root for root in effects.reads if root in kept or not _is_own(frame, root)),
        writes=frozenset(root for root in effects.writes if root in kept or not _is_own(frame, root)),
        looks=frozenset(name for name in effects.looks if not _is_own(frame, name)),
        binds=frozenset(name for name in effects.binds if not _is_own(frame, name)),
    )


def _is_own(frame: Frame, root: Root) -> bool:
    name = name_of(root)
    return name is not None and frame.owns(name)


def own_dropped(frame: Frame, value: Value) -> Value:
    """The value without the names of the run that made it: that run is over."""
    inner = {
        "element": value.element and own_dropped(frame, value.element),
        "key": value.key and own_dropped(frame, value.key),
        "parts": value.parts and tuple((key, own_dropped(frame, part)) for key, part in value.parts),
    }
    roots = frozenset(root for root in value.roots if not _is_own(frame, root))
    if value.kind == "any" and not roots:
        roots = ANY.roots
    return replace(value, roots=roots, **inner)  # type: ignore[arg-type]
