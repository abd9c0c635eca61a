"""How owners and caches grow with the data: smaller scales once more, where the live heap or a cache is large."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from sparsemem.measure.passes.pass_protocol import Evidence, PassRequest, pass_run
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.model import Heap, Run
from sparsemem.model.cache_growth import grown_over_scales
from sparsemem.model.owner_growth import heap_over_scales

_SECONDS_AN_OBJECT = 3e-6
"""Of telling who holds an object, on a busy machine."""
_CHEAP_SECONDS = 3.0
"""A run beside the one at the smallest scale is made where it takes no longer: two points have no bend."""


@dataclass(frozen=True, slots=True)
class HeapScales:
    """Runs at smaller scales whose heap is read at the end: the runs of the sweep are left as they are."""

    subject: Subject
    is_worth: Callable[[int, int], bool]
    with_memos: Callable[[Heap], Heap] = lambda heap: heap

    def announcement(self) -> Sequence[str]:
        """Nothing: whether it is made shows when the sweep is done."""
        return ()

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """The smallest scale, and one between where it is cheap; where the heap grows, or has a large cache."""
        largest = max((run.scale for run in evidence.completed()), default=0)
        whole = evidence.heap if evidence.heap and evidence.heap.sampled is None else None
        heap = self.with_memos(whole) if whole else None
        if heap is None or not (self._grows(evidence) or self._has_large_cache(evidence, heap)):
            return
        found: dict[int, Heap] = {}
        for scale in chosen_scales(evidence.completed(), heap.objects):
            self.subject.observer.say(f"One more run at {scale}x, to see what of its heap grows with the data.")
            with pass_run(self.subject, scale, setting, Instrumentation(reads_owners=True)) as finished:
                if finished.owners is None or finished.owners.heap is None or not finished.run.is_whole:
                    return
                found[scale] = self.with_memos(finished.owners.heap)
            grown = heap_over_scales(found, heap, largest)
            smallest = min(found)
            caches = grown_over_scales(heap.caches, found[smallest].caches, largest - smallest)
            yield replace(evidence, heap=replace(grown, caches=caches))

    def _grows(self, evidence: Evidence) -> bool:
        """Whether the live heap at the end is larger with more data, by what is worth a finding."""
        live = {scale: _live(evidence.completed(), scale) for scale in {run.scale for run in evidence.completed()}}
        first, last = live[min(live)], live[max(live)]
        return first is not None and last is not None and self.is_worth(last - first, _anonymous(evidence))

    def _has_large_cache(self, evidence: Evidence, heap: Heap) -> bool:
        anonymous = _anonymous(evidence)
        return any(self.is_worth(one.retained_bytes or 0, anonymous) for one in heap.caches)


def chosen_scales(runs: Sequence[Run], objects: int) -> list[int]:
    """The scales to read the heap at, the smallest first; `objects` are those of the largest.

    The second, in the middle, is left out where it would take long.
    """
    scales = sorted({run.scale for run in runs})
    smaller = scales[:-1]
    between = smaller[len(smaller) // 2 :][:1] if len(smaller) > 1 else []
    reading = _SECONDS_AN_OBJECT * objects
    cheap = [one for one in between if _wall(runs, one) + reading * one / scales[-1] <= _CHEAP_SECONDS]
    return [*smaller[:1], *cheap]


def _wall(runs: Sequence[Run], scale: int) -> float:
    return median(run.wall_seconds for run in runs if run.scale == scale)


def _live(runs: Sequence[Run], scale: int) -> int | None:
    """At the end of a scale, the median of its repeats."""
    ends = [run.moments.end for run in runs if run.scale == scale]
    known = [end.live_bytes for end in ends if end is not None and end.live_bytes is not None]
    return round(median(known)) if known else None


def _anonymous(evidence: Evidence) -> int:
    last = max(evidence.completed(), key=lambda run: run.scale).moments.end
    return (last.anonymous_bytes if last else None) or 0


def requested(request: PassRequest) -> HeapScales | None:
    """Of every scan but a quick one."""
    if request.options.get("quick"):
        return None
    return HeapScales(request.subject.named("Heap, "), request.is_worth, request.with_memos)
