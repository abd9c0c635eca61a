"""SM110: full-size copies are alive together for a while and are then dropped."""

from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.judging import increase, judge
from sparsemem.diagnose.series import at
from sparsemem.diagnose.severity import lesser
from sparsemem.model import Finding, Remedy, Sweep
from sparsemem.units import format_ratio, format_size

CODE, NAME = "SM110", "transient peak"

REMEDIES = (
    Remedy(
        "Stream the records: make each step a generator, so that one record at a time is alive, not one copy a step."
    ),
    Remedy("Drop each intermediate result before the next one is built: rebind its name, or del it."),
    Remedy("Where the work comes in batches, make the batches smaller: the peak goes with the largest of them."),
)

passing_bytes = increase(at("end", "anonymous_bytes"), at("peak", "anonymous_bytes"))
"""Anonymous bytes at the peak, less those at the end."""


def check(sweep: Sweep) -> Finding | None:
    """A finding where the passing bytes are a large part of the anonymous memory at the peak."""
    found = judge(sweep, passing_bytes, moment="peak", must_grow=False)
    if found is None:
        return None
    end = found.anonymous_bytes - found.bytes
    # A peak that is the same at every scale is no worse with more data: it counts one step less.
    level = lesser(found.severity) if found.series.grows is False else found.severity
    return Finding(
        code=CODE,
        name=NAME,
        severity=level,
        message=(
            f"The peak of {format_size(found.anonymous_bytes)} is {format_ratio(found.anonymous_bytes, end)} what is "
            f"left at the end: {format_size(found.bytes)} are alive together for a while and then go back to the "
            "system. A limit has to be set for the peak." + found.doubt
        ),
        subject=None,
        location=None,
        bytes=found.bytes,
        evidence=found.evidence(end_anonymous_bytes=end),
        remedies=REMEDIES,
    )


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
    meaning="""
        For a while several full-size copies are alive together, and then they go. The end of the program looks
        innocent; the limit of a pod, and so its price, has to be set for the peak. It is no leak.
    """,
    measured="""
        The anonymous memory at the highest look from outside, less that at the end.
    """,
    example="""
        rows = [parse(line) for line in open("orders.txt")]
        taxed = [{**row, "tax": row["amount"] * 0.2} for row in rows]
        total = sum(row["amount"] + row["tax"] for row in taxed)  # three full copies at their peak
    """,
    remedies=REMEDIES,
)
