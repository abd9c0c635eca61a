"""Which dead cycles a finding names, and what it says of them: what closes them, and why they wait."""

from collections.abc import Sequence

from sparsemem.model import Cycle
from sparsemem.units import format_size

_NAMED_SHARE, _MOST_NAMED = 0.1, 3
_WHY = {
    "collector off": " The collector is off, so that only a gc.collect() of the program's own frees it.",
    "threshold": " It waits because the collector counts objects and not bytes: too few came since its last run.",
    "generation": " It waits in an older generation of the collector, which is looked at less and less often.",
}


def named_cycles(cycles: Sequence[Cycle], garbage_bytes: int | None) -> tuple[Cycle, ...]:
    """The shapes that hold a good part of all that waits."""
    least = _NAMED_SHARE * (garbage_bytes or 0)
    found = [one for one in cycles if least and one.retained_bytes >= least and one.waits != "frozen"]
    return tuple(found[:_MOST_NAMED])


def tell_cycles(cycles: Sequence[Cycle]) -> str:
    """What closes them, in a sentence; nothing where there are none."""
    told = [f"{one.shape} ({one.count:,} of them, {format_size(one.retained_bytes)}{_at(one)})" for one in cycles]
    return f" What closes them: {'; '.join(told)}." if told else ""


def _at(cycle: Cycle) -> str:
    return f", {cycle.location.path}:{cycle.location.line}" if cycle.location else ""


def tell_wait(cycles: Sequence[Cycle]) -> str:
    """Why the largest of them waits, in a sentence; nothing where that is not known."""
    return _WHY.get(cycles[0].waits or "", "") if cycles else ""
