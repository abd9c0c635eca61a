"""SM111: with more data the peak passes the limit. It decides the verdict only when it is alone."""

from sparsemem.diagnose.explanation import Explanation
from sparsemem.model import Finding, Prediction, Remedy, Sweep
from sparsemem.units import format_size

CODE, NAME = "SM111", "limit reached"

REMEDIES = (
    Remedy("Lower the peak first: what the other findings say comes before a larger limit."),
    Remedy("Where there is none, the program needs what it takes: raise the limit, or split the data."),
)


def check(sweep: Sweep, prediction: Prediction | None) -> Finding | None:
    """A finding where the limit is reached within the forecasts: an error inside the sweep, else a warning."""
    if prediction is None or prediction.limit_bytes is None or prediction.limit_reached_at_scale is None:
        return None
    reached, last = prediction.limit_reached_at_scale, prediction.at[-1]
    if reached > last.scale:
        return None
    inside = reached <= sweep.completed_scales[-1]
    over = max(last.charged_bytes - prediction.limit_bytes, 0)
    return Finding(
        code=CODE,
        name=NAME,
        severity="error" if inside else "warning",
        message=(
            f"The limit of {format_size(prediction.limit_bytes)} is reached at {reached}x"
            f"{', inside this sweep' if inside else ''}: at {last.scale}x the program would be charged with "
            f"{format_size(last.charged_bytes)} at its peak."
        ),
        subject=None,
        location=None,
        bytes=over,
        evidence={
            "limit_bytes": prediction.limit_bytes,
            "limit_reached_at_scale": reached,
            "charged_bytes": last.charged_bytes,
            "scale": last.scale,
        },
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
        with: anonymous and shared memory.
    """,
    example="""
        sparsemem scan --limit 2GB load.py -- --rows {100000}
    """,
    remedies=REMEDIES,
)
