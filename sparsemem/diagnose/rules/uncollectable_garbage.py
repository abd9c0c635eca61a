"""SM131: memory that nothing uses any more, and that no collection will free."""

from collections.abc import Iterator
from dataclasses import replace

from sparsemem.diagnose.quantities.series import Quantity
from sparsemem.diagnose.ruling.judgement import judge
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Heap, Remedy, Run, Uncollectable
from sparsemem.units import format_share, format_size

_UNFREEZE = Remedy(
    "Collect just before gc.freeze(), so that nothing dead is frozen, and freeze only what lives to the end: cycles "
    "that die afterwards stay as well. Where it is too late, gc.unfreeze() and a collection free it.",
    "gc.collect(); gc.freeze()",
)
_SET_DEBUG = Remedy(
    "Take gc.set_debug(gc.DEBUG_SAVEALL), or DEBUG_LEAK, out of the program: with it the collector appends to "
    "gc.garbage all that it finds, and frees nothing.",
    "gc.set_debug(0); gc.garbage.clear()",
)
_CLEAR = Remedy(
    "Empty gc.garbage when it has been looked at, and break the cycles of what is in it.", "gc.garbage.clear()"
)
_FINALIZE = Remedy(
    "Take the reference to `self` out of `__del__`: let weakref.finalize clean up, which holds what has to be closed "
    "and not the object.",
    "weakref.finalize",
)
_REMEDIES = {"frozen": _UNFREEZE, "gc.garbage": _CLEAR, "resurrected": _FINALIZE}
_SAID = {
    "frozen": "are dead, and were set apart by gc.freeze(), where no collection looks",
    "gc.garbage": "are kept in gc.garbage, where the collector puts what it does not free",
    "resurrected": "were dead, and were brought back by a `__del__`, which is not called a second time",
}
_MOST_TYPES = 3


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where all that no collection will free is a large part of the memory."""
    found = judge(measured.sweep, uncollectable_bytes(measured), must_grow=False)
    if found is None or measured.heap is None:
        return
    parts = sorted(measured.heap.uncollectable, key=lambda one: one.retained_bytes, reverse=True)
    share = format_share(found.bytes, found.anonymous_bytes)
    text = (
        f"{format_size(found.bytes)}, {share} of the anonymous memory, will not be freed by any collection. "
        f"{' '.join(_told(one) for one in parts)}"
    )
    saved = [
        {
            "why": one.why,
            "types": list(one.types),
            "objects": one.objects,
            "retained_bytes": one.retained_bytes,
            "saves_all": one.saves_all,
        }
        for one in parts
    ]
    yield replace(
        found.conclusion(text, uncollectable=saved),
        subject=next(iter(parts[0].types), None),
        remedies=tuple(_SET_DEBUG if one.saves_all else _REMEDIES[one.why] for one in parts),
    )


def uncollectable_bytes(measured: Measurements) -> Quantity:
    """What stays at the end of the largest scale, or at the last look; None for all other runs."""
    scales, size = measured.sweep.completed_scales, _bytes(measured.heap)

    def read(run: Run) -> int | None:
        return size if scales and run.scale == scales[-1] else None

    return read


def _bytes(heap: Heap | None) -> int | None:
    if heap is None or heap.garbage_bytes is None:
        return None
    return sum(one.retained_bytes for one in heap.uncollectable)


def _told(part: Uncollectable) -> str:
    names = ", ".join(part.types[:_MOST_TYPES])
    return f"{part.objects:,} objects ({names}; {format_size(part.retained_bytes)}) {_SAID[part.why]}."


def is_answered(measured: Measurements) -> bool:
    """Whether references were followed."""
    return _bytes(measured.heap) is not None


RULE = RuntimeRule(
    code="SM131",
    name="uncollectable garbage",
    family="cyclic",
    meaning="""
        Objects that the program is done with, and that the collector will never take: it does not look at what
        gc.freeze() has set apart, it keeps in gc.garbage what it was told to keep, and it leaves alone what a
        `__del__` has brought back to life. Unlike other garbage this does not wait for anything: it is a leak.
    """,
    measured="""
        Among the objects that nothing but each other refers to, those in the collector's permanent generation. The
        objects in the list gc.garbage, and the living ones whose `__del__` was called already, as the bit in the
        collector's head says. All with what only they hold; in a scan what is left after a gc.collect().
    """,
    example="""
        class Connection:
            def __del__(self):
                POOL.append(self)  # back to life: never finalized again, and held as long as POOL is
    """,
    remedies=(_UNFREEZE, _SET_DEBUG, _FINALIZE),
    check=check,
    is_answered=is_answered,
    questions=("cycles",),
)
