"""A value as another run sees it: others may hold it as well, and the names of the run that made it are gone."""

from dataclasses import replace

from sparsemem.rewrite.proof.effects import DATABASE, FILES, OUTER, Effects, Roots, name_of
from sparsemem.rewrite.proof.value import Value, is_plain

_APART: Roots = frozenset({DATABASE, FILES})


def from_outside(value: Value) -> Value:
    """A value as it is seen in a run that it is handed to: others may hold it as well."""
    if is_plain(value):
        return value
    return replace(
        value,
        roots=frozenset({OUTER}),
        element=value.element and from_outside(value.element),
        key=value.key and from_outside(value.key),
        parts=value.parts and tuple((key, from_outside(part)) for key, part in value.parts),
        step=_step(value.step),
    )


def _step(step: Effects) -> Effects:
    """What a handed iterator does, whose names are those of another run."""
    elsewhere = frozenset({OUTER})
    names = frozenset(n for root in step.looks if (n := name_of(root)) is not None and n.scope.kind == "module")
    return replace(
        step,
        reads=(step.reads & _APART) | (elsewhere if step.reads - _APART else frozenset()),
        writes=elsewhere if step.writes else step.writes,
        looks=names,
    )
