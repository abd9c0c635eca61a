"""The largest scale once more without transparent huge pages, where much of the memory is in such pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sparsemem.measure.passes.pass_protocol import Evidence, PassRequest, pass_run
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.model import Run


@dataclass(frozen=True, slots=True)
class WithoutHugePages:
    """The control run."""

    subject: Subject
    is_worth: Callable[[int, int], bool]

    def announcement(self) -> Sequence[str]:
        """Nothing: whether it is made shows when the sweep is done."""
        return ()

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """One run, where huge pages matter."""
        with_pages = run_with_huge_pages(evidence.completed(), self.is_worth)
        if with_pages is not None:
            done = Instrumentation(has_huge_pages=False)
            with pass_run(self.subject, with_pages.scale, setting, done) as finished:
                yield replace(evidence, control=finished.run)


def run_with_huge_pages(completed: Sequence[Run], is_worth: Callable[[int, int], bool]) -> Run | None:
    """The first completed run at the largest scale, where its memory in huge pages is worth a control run: as much
    as a finding on it would need. None where it is not, or where that is unknown."""
    last = max(completed, key=lambda run: (run.scale, -run.repeat), default=None)
    end = last.moments.end if last else None
    if end is None or not end.huge_bytes or not end.anonymous_bytes:
        return None
    return last if is_worth(end.huge_bytes, end.anonymous_bytes) else None


def requested(request: PassRequest) -> WithoutHugePages:
    """Of every scan."""
    return WithoutHugePages(request.subject.named("Without huge pages, "), request.is_worth)
