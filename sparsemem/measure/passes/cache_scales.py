"""How caches grow with the data: the smallest scale once more, where the largest one ended with a large cache."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sparsemem.measure.passes.pass_protocol import Evidence, PassRequest, pass_run
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.model.cache_growth import grown_over_scales


@dataclass(frozen=True, slots=True)
class CacheScales:
    """One run at the smallest scale whose caches are read at its end: the runs of the sweep are left as they are."""

    subject: Subject
    is_worth: Callable[[int, int], bool]

    def announcement(self) -> Sequence[str]:
        """Nothing: whether it is made shows when the sweep is done."""
        return ()

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """The run, where a cache holds enough for a finding, and several scales completed."""
        scales = [run.scale for run in evidence.completed()]
        if evidence.heap is None or len(set(scales)) < 2 or not self._is_asked(evidence):
            return
        smallest, largest = min(scales), max(scales)
        self.subject.observer.say(f"One more run at {smallest}x, to see how its caches grow with the data.")
        with pass_run(self.subject, smallest, setting, Instrumentation(reads_owners=True)) as finished:
            smaller = finished.owners.heap if finished.owners is not None else None
            if smaller is not None:
                caches = grown_over_scales(evidence.heap.caches, smaller.caches, largest - smallest)
                yield replace(evidence, heap=replace(evidence.heap, caches=caches))

    def _is_asked(self, evidence: Evidence) -> bool:
        last = max(evidence.completed(), key=lambda run: run.scale).moments.end
        anonymous = (last.anonymous_bytes if last else None) or 0
        caches = evidence.heap.caches if evidence.heap else ()
        return any(self.is_worth(one.retained_bytes or 0, anonymous) for one in caches)


def requested(request: PassRequest) -> CacheScales | None:
    """Of every scan but a quick one."""
    if request.options.get("quick"):
        return None
    return CacheScales(request.subject.named("Caches, "), request.is_worth)
