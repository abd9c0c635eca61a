"""What a check was asked and could not judge: a check that saw nothing must not pass."""

from sparsemem.diagnose.conclusions.verdict import only_sized
from sparsemem.diagnose.rules import limit_reached
from sparsemem.model import Report


def unjudged(report: Report, limit_bytes: int | None) -> list[str]:
    """Why a check that is to fail for findings cannot be judged, a sentence each; nothing where it can."""
    told = []
    if only_sized(report.sweep):
        told.append("no run was seen at the end of its last line, so no finding could be looked for.")
    if limit_bytes is not None and limit_reached.RULE.code not in (report.judged or ()):
        told.append("no run was seen at its peak, so nothing could be held against --limit.")
    return told
