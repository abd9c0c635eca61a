"""Values and effects as another run sees them: without what only the run that made them can reach."""

from dataclasses import replace
from functools import partial

from sparsemem.rewrite.proof.effects import DATABASE, FILES, NOTHING, Effects, Root, Roots, name_of
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.value import ANY, Value, is_plain, with_parts

_APART: Roots = frozenset({DATABASE, FILES})


def outward(frame: Frame, effects: Effects, kept: Roots) -> Effects:
    """The effects of a run as its caller sees them: what only the run itself can reach is left out."""
    return replace(
        effects,
        reads=frozenset(root for root in effects.reads if root in kept or not is_own_root(frame, root)),
        writes=frozenset(root for root in effects.writes if root in kept or not is_own_root(frame, root)),
        looks=frozenset(name for name in effects.looks if not is_own_root(frame, name)),
        binds=frozenset(name for name in effects.binds if not is_own_root(frame, name)),
    )


def is_own_root(frame: Frame, root: Root) -> bool:
    """Whether it is a name of the run itself."""
    name = name_of(root)
    return name is not None and frame.owns(name)


def own_dropped(frame: Frame, value: Value) -> Value:
    """The value without the names of the run that made it: that run is over."""
    roots = frozenset(root for root in value.roots if not is_own_root(frame, root))
    if value.kind == "any" and not roots:
        roots = ANY.roots
    return replace(with_parts(value, partial(own_dropped, frame)), roots=roots)


def from_outside(value: Value) -> Value:
    """A value as it is seen in a run that it is handed to: others may hold it as well."""
    if is_plain(value):
        return value
    return replace(with_parts(value, from_outside), roots=ANY.roots, step=_step(value.step))


def _step(step: Effects) -> Effects:
    """What a handed iterator does, whose names are those of another run."""
    names = frozenset(n for root in step.looks if (n := name_of(root)) is not None and n.scope.kind == "module")
    return replace(
        step,
        reads=(step.reads & _APART) | (ANY.roots if step.reads - _APART else NOTHING),
        writes=ANY.roots if step.writes else NOTHING,
        looks=names,
    )
