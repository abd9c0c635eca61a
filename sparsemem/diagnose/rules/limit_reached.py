"""SM111: with more data the peak passes the limit. It decides the verdict only when it is alone."""

from typing import Any

from sparsemem.diagnose.charges import death
from sparsemem.diagnose.explanation import Explanation
from sparsemem.model import Finding, Prediction, Remedy, Severity, Sweep
from sparsemem.units import format_size

CODE, NAME = "SM111", "limit reached"

REMEDIES = (
    Remedy("Lower the peak first: what the other findings say comes before a larger limit."),
    Remedy("Where there is none, the program needs what it takes: raise the limit, or split the data."),
)


def check(sweep: Sweep, prediction: Prediction | None) -> Finding | None:
    """A finding where the limit is reached within the forecasts: an error inside the sweep, else a warning."""
    killed = _killed_at(sweep, prediction)
    if killed is not None:
        return killed
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
    return _finding("error" if inside else "warning", message, over, (prediction.limit_bytes, reached), evidence)


def _killed_at(sweep: Sweep, prediction: Prediction | None) -> Finding | None:
    """An error where the kernel killed a process for want of memory: no forecast is needed then."""
    for run in sorted(sweep.runs, key=lambda run: run.scale):
        killed, group = death(run), run.group
        if killed is None or group is None or group.limit_bytes is None:
            continue
        message = f"{killed[0].upper()}{killed[1:]}, at {run.scale}x."
        evidence = {"oom_kills": group.oom_kills, "peak_charged_bytes": group.peak_charged_bytes, "scale": run.scale}
        over = max(prediction.at[-1].charged_bytes - group.limit_bytes, 0) if prediction else None
        return _finding("error", message, over, (group.limit_bytes, run.scale), evidence)
    return None


def _finding(
    severity: Severity, message: str, over: int | None, limit: tuple[int, int], evidence: dict[str, Any]
) -> Finding:
    """The finding; `limit` is its bytes, and the scale at which it is reached."""
    return Finding(
        code=CODE,
        name=NAME,
        severity=severity,
        message=message,
        subject=None,
        location=None,
        bytes=over,
        evidence={"limit_bytes": limit[0], "limit_reached_at_scale": limit[1]} | evidence,
        remedies=REMEDIES,
    )


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
    meaning="""
        If memory goes on with the data as it did in the sweep, the program passes its limit at the scale that
        is named, and is killed there. It says nothing of why: other findings do.
    """,
    measured="""
        A line through the peaks of the whole process tree over the sweep, in what a control group is charged
        with: anonymous and shared memory. Where the kernel killed a process of the group during a run, by its own
        count (memory.events, memory.oom_control), that is told in its place.
    """,
    example="""
        sparsemem scan --limit 2GB load.py -- --rows {100000}
    """,
    remedies=REMEDIES,
)
