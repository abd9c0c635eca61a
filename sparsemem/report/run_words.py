"""How a run ended, in the words that the progress line and the reports share."""

from sparsemem.diagnose.quantities.charges import death
from sparsemem.model import Run


def ending(run: Run) -> str:
    """`failed: signal 11`; "" for a run that was seen at the end of its last line and ended as it should."""
    if (killed := death(run)) is not None:
        return f"{run.outcome}: {killed}"
    if run.outcome != "ok":
        return f"{run.outcome}: {_status(run.exit_code)}"
    return "" if run.moments.end else f"left before its end was seen, by os._exit or exec: {_status(run.exit_code)}"


def _status(code: int | None) -> str:
    return "no exit status" if code is None else f"signal {-code}" if code < 0 else f"exit status {code}"
