"""SM111: with more data the peak passes the limit. It decides the verdict only when it is alone."""

from collections.abc import Iterator
from typing import Any

from sparsemem.diagnose.quantities.charges import death
from sparsemem.diagnose.quantities.prediction import tree_charged
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Prediction, Remedy, Severity, Sweep
from sparsemem.units import format_size

REMEDIES = (
    Remedy("Lower the peak first: what the other findings say comes before a larger limit."),
    Remedy("Where there is none, the program needs what it takes: raise the limit, or split the data."),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the limit is reached: an error inside the sweep, a warning within the forecasts."""
    found = _killed_at(measured.sweep, measured.prediction) or _forecast(measured.sweep, measured.prediction)
    found = found or _measured_over(measured)
    if found is not None:
        yield found


def is_answered(measured: Measurements) -> bool:
    """Whether there is a limit and some run to hold against it, or somebody was killed."""
    known = [run for run in measured.sweep.runs if tree_charged(run) is not None]
    limited = measured.limit_bytes is not None and bool(known)
    return limited or _killed_at(measured.sweep, measured.prediction) is not None


def _measured_over(measured: Measurements) -> Conclusion | None:
    """An error where a run took more than the limit, however it ended: no second scale is needed for that."""
    charged = [(run.scale, size) for run in measured.sweep.runs if (size := tree_charged(run)) is not None]
    over = [(scale, size) for scale, size in sorted(charged) if size > (measured.limit_bytes or size)]
    if measured.limit_bytes is None or not over:
        return None
    scale, size = over[0]
    message = (
        f"The limit of {format_size(measured.limit_bytes)} is reached at {scale}x, inside this sweep: there the "
        f"program was charged with {format_size(size)} at its peak."
    )
    evidence = {"charged_bytes": size, "scale": scale}
    return _concluded("error", message, size - measured.limit_bytes, (measured.limit_bytes, scale), evidence)


def _forecast(sweep: Sweep, prediction: Prediction | None) -> Conclusion | None:
    if prediction is None or prediction.limit_bytes is None or prediction.limit_reached_at_scale is None:
        return None
    reached, last = prediction.limit_reached_at_scale, prediction.at[-1]
    if reached > last.scale:
        return None
    inside = reached <= sweep.completed_scales[-1]
    over = max(last.charged_bytes - prediction.limit_bytes, 0)
    message = (
        f"The limit of {format_size(prediction.limit_bytes)} is reached at {reached}x"
        f"{', inside this sweep' if inside else ''}: at {last.scale}x the program would be charged with "
        f"{format_size(last.charged_bytes)} at its peak."
    )
    evidence = {"charged_bytes": last.charged_bytes, "scale": last.scale}
    return _concluded("error" if inside else "warning", message, over, (prediction.limit_bytes, reached), evidence)


def _killed_at(sweep: Sweep, prediction: Prediction | None) -> Conclusion | None:
    """An error where the kernel killed a process for want of memory: no forecast is needed then."""
    for run in sorted(sweep.runs, key=lambda run: run.scale):
        killed, group = death(run), run.group
        if killed is None or group is None or group.limit_bytes is None:
            continue
        message = f"{killed[0].upper()}{killed[1:]}, at {run.scale}x."
        evidence = {"oom_kills": group.oom_kills, "peak_charged_bytes": group.peak_charged_bytes, "scale": run.scale}
        over = max(prediction.at[-1].charged_bytes - group.limit_bytes, 0) if prediction else None
        return _concluded("error", message, over, (group.limit_bytes, run.scale), evidence)
    return None


def _concluded(
    severity: Severity, message: str, over: int | None, limit: tuple[int, int], evidence: dict[str, Any]
) -> Conclusion:
    """The conclusion; `limit` is its bytes, and the scale at which it is reached."""
    whole = {"limit_bytes": limit[0], "limit_reached_at_scale": limit[1]} | evidence
    return Conclusion(severity, message, over, whole)


RULE = RuntimeRule(
    code="SM111",
    name="limit reached",
    family="peaky",
    meaning="""
        If memory goes on with the data as it did in the sweep, the program passes its limit at the scale that
        is named, and is killed there. It says nothing of why: other findings do.
    """,
    measured="""
        A line through the peaks of the whole process tree over the sweep, in what a control group is charged
        with: anonymous and shared memory. A run that took more than the limit needs no line. Where the kernel
        killed a process of the group during a run, by its own count (memory.events, memory.oom_control), that is
        told in its place.
    """,
    example="""
        sparsemem scan --limit 2GB load.py -- --rows {100000}
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    weight=0.0,  # It says when, and the other findings why.
    questions=("limit",),
)
