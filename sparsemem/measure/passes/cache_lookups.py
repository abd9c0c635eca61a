"""The keys that large caches are asked for: the largest scale once more, in which they are noted; and a replay."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sparsemem.measure.passes.noted_source import Noted, noted_source
from sparsemem.measure.passes.pass_protocol import Evidence, PassRequest, pass_run
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.model import Heap, HeapCache
from sparsemem.model.key_replay import KeyReplay
from sparsemem.model.owner_names import LEADS_TO

_MEMO = "memo"
_KINDS = ("functools.lru_cache", "cachetools.", _MEMO)
"""Those that the probe can listen to."""
_MOST = 5
_HOT = 0.9
"""The hit rate from which on a bounded cache is no finding, and its keys are of no interest."""


@dataclass(frozen=True, slots=True)
class CacheLookups:
    """One run: noting each lookup slows the program down, and would distort the sweep."""

    subject: Subject
    is_worth: Callable[[int, int], bool]
    with_memos: Callable[[Heap], Heap]

    def announcement(self) -> Sequence[str]:
        """Nothing: whether it is made shows when the sweep is done."""
        return ()

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """The run, where a cache that can be listened to holds enough for a finding."""
        heap = self.with_memos(evidence.heap) if evidence.heap else None
        asked = self._asked(evidence, heap)
        if heap is None or not asked:
            return
        names = " and ".join(one.owner or "" for one in asked)
        scale = max(run.scale for run in evidence.completed())
        self.subject.observer.say(f"One more run at {scale}x, to note which keys {names} are asked for.")
        with TemporaryDirectory() as folder:
            source = noted_source(self.subject, _memos(asked), Path(folder))
            lines = [f"{one.kind}\t{_last_step(one)}\t{'' if one.bound is None else one.bound}" for one in asked]
            instrumentation = Instrumentation(lookups="\n".join([*lines, *source.codes]))
            with pass_run(source.subject, scale, setting, instrumentation) as finished:
                found = dict(zip(asked, read_replays(finished, len(asked)), strict=True))
        yield replace(evidence, heap=_with_replays(heap, found))

    def _asked(self, evidence: Evidence, heap: Heap | None) -> list[HeapCache]:
        completed = evidence.completed()
        last = max(completed, key=lambda run: run.scale).moments.end if completed else None
        anonymous = (last.anonymous_bytes if last else None) or 0
        caches = heap.caches if heap else ()
        worth = [one for one in caches if _can_be_noted(one) and self.is_worth(one.retained_bytes or 0, anonymous)]
        return worth[:_MOST]


def _memos(asked: Sequence[HeapCache]) -> list[Noted]:
    """Where the dicts among them are bound: in the file of the function that fills them."""
    return [Noted(_last_step(one), one.location.path) for one in asked if one.kind == _MEMO and one.location]


def _can_be_noted(one: HeapCache) -> bool:
    is_fine = one.bound is not None and (one.hit_rate or 0.0) >= _HOT
    return one.kind.startswith(_KINDS) and one.owner is not None and not is_fine


def _last_step(one: HeapCache) -> str:
    """The function's name, or what the program knows the cache by: the end of the path that leads to it."""
    return (one.owner or "").rpartition(LEADS_TO)[2]


def read_replays(finished: Finished, count: int) -> list[KeyReplay | None]:
    """What the probe noted of each cache that was asked for, replayed; None of those of which it noted nothing."""
    lines = finished.told("end", "lookups").split("\n")
    if len(lines) != count:
        return [None] * count
    return [_replayed(finished.place.mailbox, at, line) for at, line in enumerate(lines)]


def _replayed(mailbox: Path, at: int, line: str) -> KeyReplay | None:
    # What counts them brings numpy: a scan needs it when it first looks, and not to start.
    from sparsemem.measure.passes.stack_distances import read_noted, replay  # noqa: PLC0415

    total, _, rest = line.partition("\t")
    counts = rest.split()
    if not all(number.isdigit() for number in (total, *counts)):
        return None
    try:
        raw = mailbox.with_name(f"{mailbox.name}.lookups.{at}").read_bytes()
    except OSError:
        return None
    noted = read_noted(raw, [int(number) for number in counts], int(total))
    return replay(*noted) if noted else None


def _with_replays(heap: Heap, found: dict[HeapCache, KeyReplay | None]) -> Heap:
    return replace(heap, caches=tuple(replace(one, replay=found.get(one)) for one in heap.caches))


def requested(request: PassRequest) -> CacheLookups | None:
    """Of every scan but a quick one."""
    if request.options.get("quick"):
        return None
    return CacheLookups(request.subject.named("Lookups, "), request.is_worth, request.with_memos)
