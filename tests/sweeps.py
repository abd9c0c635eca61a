"""Small sweeps made of numbers, for what is concluded from them."""

from dataclasses import replace
from typing import Any

from sparsemem.model import Allocated, Environment, Ledger, Moment, Moments, Plan, Run, Sweep, Target
from sparsemem.units import MB

LAST_MOMENTS = ("end", "after_atexit", "after_collect", "after_release", "after_trim")
ENVIRONMENT = Environment("3.12.1", "cpython", "Linux", "glibc 2.36", "pymalloc", "madvise", None, 2)


def moment(anonymous: int = 100 * MB, rss: int | None = None, **parts: int | None) -> Moment:
    """A moment with this much anonymous memory, live but for the `parts` of its ledger that are named."""
    named = {f"{name}_bytes": size for name, size in parts.items()}
    rest = max(
        anonymous - sum(size or 0 for name, size in named.items() if name not in ("file_bytes", "shared_bytes")), 0
    )
    empty = dict.fromkeys((name for name in Ledger.__dataclass_fields__), 0)
    ledger = Ledger(**{**empty, "python_live_bytes": rest, **named})
    return Moment(rss if rss is not None else ledger.total_bytes, anonymous, 0, Allocated(None, None, 0), ledger)


def run(
    scale: int, repeat: int = 0, *, outcome: str = "ok", peak_rss: int | None = None, **moments: Moment | None
) -> Run:
    """A run whose last moments are all like its `end`, but for those that are named."""
    end = moments.get("end", moment())
    found: dict[str, Any] = {"start": moment(5 * MB)} | dict.fromkeys(LAST_MOMENTS, end) | moments
    found.setdefault("peak", end)
    rss = peak_rss if peak_rss is not None else max((m.rss_bytes for m in found.values() if m), default=0)
    return Run(scale, repeat, ("python3", "a.py"), outcome, 0, 1.0, rss, 0, Moments(**found), (), ())  # type: ignore[arg-type]


def sweep(*runs: Run, scales: tuple[int, ...] = (1, 2, 3, 4), limit: int | None = None) -> Sweep:
    """A sweep of these runs."""
    return Sweep(
        Target("script", "a.py", (), "python3"),
        replace(ENVIRONMENT, memory_limit_bytes=limit),
        Plan("argument", "{1000}", scales, 1 + max((one.repeat for one in runs), default=0)),
        runs,
    )
