"""The settings that `whatif` tries, a row each, in the order of what they ask for: variables, a library, a change.

Of glibc: mallopt(3) and the manual's section Memory Allocation Tunables. Of jemalloc: its manual, section TUNING. Of
mimalloc: its README, section Environment Options; `MIMALLOC_DECOMMIT_DELAY` is what 2.0 calls its purge delay.
"""

from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.settings.tuning import Facts, Tuning

_MALLOC = {"PYTHONMALLOC": "malloc"}
_MIMALLOC = {"PYTHONMALLOC": "mimalloc"}
_THRESHOLD = "65536"
_AT_ONCE = {"MIMALLOC_PURGE_DELAY": "0", "MIMALLOC_DECOMMIT_DELAY": "0"}
_RARELY, _OFTEN = 50_000, 200
"""Thresholds of the youngest generation; CPython's own is 700 or 2,000."""


def _needs_glibc(facts: Facts) -> str | None:
    if facts.about.get("libc", "").startswith("glibc"):
        return None
    return "the C library is not glibc, which alone reads it; try it on an image with glibc"


def _needs_arrow(facts: Facts) -> str | None:
    if any(line.startswith("pyarrow ") for line in facts.pools.splitlines()):
        return None
    return "the program does not load pyarrow"


def _needs_huge_pages(facts: Facts) -> str | None:
    end = facts.run.moments.end
    if end is not None and end.huge_bytes:
        return None
    return "none of its memory is in transparent huge pages"


def _needs_forks(facts: Facts) -> str | None:
    if any(process.forked for process in facts.run.processes):
        return None
    return "the program forks no workers, and it saves only what those would copy of their parent's pages"


AS_IS = Tuning("as is")
TUNINGS = (
    Tuning("MALLOC_ARENA_MAX=1", {"MALLOC_ARENA_MAX": "1"}, _needs_glibc),
    Tuning("MALLOC_ARENA_MAX=2", {"MALLOC_ARENA_MAX": "2"}, _needs_glibc),
    Tuning("trim threshold", {"MALLOC_TRIM_THRESHOLD_": _THRESHOLD}, _needs_glibc),
    Tuning("mmap threshold", {"MALLOC_MMAP_THRESHOLD_": _THRESHOLD}, _needs_glibc),
    Tuning(
        "glibc without caches",
        {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0"},
        _needs_glibc,
    ),
    Tuning("Arrow from malloc", {"ARROW_DEFAULT_MEMORY_POOL": "system"}, _needs_arrow),
    Tuning("PYTHONMALLOC=malloc", _MALLOC, otherwise="a free-threaded build has no allocator but mimalloc"),
    Tuning(
        "malloc, tuned",
        {**_MALLOC, "MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": _THRESHOLD},
        _needs_glibc,
        otherwise="a free-threaded build has no allocator but mimalloc",
    ),
    Tuning("Python's mimalloc", _MIMALLOC, otherwise="Python 3.13 and later have it, most builds of them"),
    Tuning(
        "Python's mimalloc, eager",
        {**_MIMALLOC, "MIMALLOC_PURGE_DELAY": "0"},
        otherwise="Python 3.13 and later have it, most builds of them",
    ),
    Tuning("jemalloc", _MALLOC, stand_in="jemalloc", kind="preload"),
    Tuning(
        "jemalloc, purging",
        {**_MALLOC, "MALLOC_CONF": "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0"},
        stand_in="jemalloc",
        kind="preload",
    ),
    Tuning("mimalloc", _MALLOC, stand_in="mimalloc", kind="preload"),
    Tuning("mimalloc, eager", {**_MALLOC, **_AT_ONCE}, stand_in="mimalloc", kind="preload"),
    Tuning("tcmalloc", _MALLOC, stand_in="tcmalloc", kind="preload"),
    Tuning("tcmalloc, eager", {**_MALLOC, "TCMALLOC_RELEASE_RATE": "10"}, stand_in="tcmalloc", kind="preload"),
    Tuning(
        "huge pages off",
        unmet=_needs_huge_pages,
        kind="program",
        done=Instrumentation(has_huge_pages=False),
        code="ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)  # PR_SET_THP_DISABLE, before anything is loaded",
        is_released=False,
    ),
    Tuning(
        "gc.freeze at forks",
        unmet=_needs_forks,
        kind="program",
        done=Instrumentation(freezes=True),
        code="os.register_at_fork(before=gc.freeze)",
        is_released=False,
    ),
    *(
        Tuning(
            f"gc threshold {threshold:_}",
            kind="program",
            done=Instrumentation(threshold=threshold),
            code=f"gc.set_threshold({threshold:_})",
            is_released=False,
        )
        for threshold in (_OFTEN, _RARELY)
    ),
)


def of_survivors(name: str) -> tuple[Tuning, ...]:
    """The rows for the value `name`, which is what the program is run for."""
    return (
        Tuning(
            "survivors pickled",
            kind="survivors",
            survivors="round trip",
            code=f"{name} = pickle.loads(pickle.dumps({name}))",
        ),
        Tuning(
            "loader in a child",
            kind="survivors",
            survivors="child",
            code=f"{name} = ProcessPoolExecutor(1).submit(load).result()  # load() returns it",
        ),
    )
