"""Who holds the heap, where the largest scale of the sweep did not complete and so could not tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sparsemem.measure.passes.pass_protocol import Evidence, PassRequest, pass_run
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.program.own_modules import modules_of, with_own
from sparsemem.measure.run.turn import Setting, Subject


@dataclass(frozen=True, slots=True)
class HeapOwners:
    """The largest scale that completed once more; in most scans the sweep itself has found the owners by then."""

    subject: Subject

    def announcement(self) -> Sequence[str]:
        """Nothing: it is the exception."""
        return ()

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """One run, where a scale completed and the owners are unknown."""
        scales = [run.scale for run in evidence.completed()]
        if evidence.pinners is not None or not scales:
            return
        self.subject.observer.say(f"One more run at {max(scales)}x, to see who holds its heap.")
        with pass_run(self.subject, max(scales), setting, Instrumentation(reads_owners=True)) as finished:
            if finished.owners is not None:
                found = finished.owners
                pinners = with_own(found.pinners, modules_of(self.subject.target))
                yield replace(evidence, pinners=pinners, heap_map=found.heap_map, heap=found.heap, way=found.way)


def requested(request: PassRequest) -> HeapOwners:
    """Of every scan."""
    return HeapOwners(request.subject.named("Owners, "))
