"""The caches of the processes beside the root, by name."""

from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import HeapCache, Process

Name = tuple[str | None, str]
"""Owner and kind: the same code makes the same caches in each worker."""
Beside = dict[Name, dict[HeapCache, int]]
"""By name the cache of each process, with the anonymous bytes of that process."""
_MORE = 1.05
"""Times the entries of its parent's: from there on a fork has filled its cache itself."""


def name_of(cache: HeapCache) -> Name:
    """What the caches of one name have in common."""
    return cache.owner, cache.kind


def caches_of_workers(measured: Measurements) -> Beside:
    """At the last look at each; what a fork has as its parent had it is left out."""
    found: Beside = {}
    processes = measured.family or _processes(measured)
    for process in processes:
        parent = next((one for one in processes if one.pid == process.parent), None)
        inherited = _of_parent(measured, parent) if process.forked else {}
        anonymous = (process.last.anonymous_bytes if process.last else None) or 0
        for cache in process.caches or () if anonymous else ():
            if cache.entries > _MORE * inherited.get(name_of(cache), 0):
                found.setdefault(name_of(cache), {})[cache] = anonymous
    return found


def _processes(measured: Measurements) -> tuple[Process, ...]:
    """Those of the run at the largest scale in which caches of processes were looked for."""
    runs = [run for run in measured.sweep.runs if any(one.caches is not None for one in run.processes)]
    return max(runs, key=lambda run: run.scale).processes if runs else ()


def _of_parent(measured: Measurements, parent: Process | None) -> dict[Name, int]:
    """The entries of its caches by name: those of the heap where they were not looked for beside it."""
    caches = parent.caches if parent else ()
    if caches is None:
        held = (parent.last.anonymous_bytes if parent and parent.last else None) or 0
        heap = measured.heap.caches if measured.heap else ()
        caches = tuple(one for one in heap if (one.retained_bytes or 0) <= held)
    return {name_of(one): one.entries for one in caches}
