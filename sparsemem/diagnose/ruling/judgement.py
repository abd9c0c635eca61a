"""What every rule over a sweep does: set a quantity against the memory of its moment, and see whether it grows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sparsemem.diagnose.quantities.series import Quantity, Series, at, series
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.model import Run, Severity, Sweep
from sparsemem.units import MB, format_size

APART_SHARE, APART_BYTES = 0.1, 10 * MB
"""Repeats that differ by more than both are told: share of the quantity, and bytes."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A quantity that is worth a finding; bytes, at the largest scale at which it is known."""

    bytes: int
    anonymous_bytes: int
    """The anonymous memory of the moment that it is set against."""
    severity: Severity
    series: Series

    @property
    def scale(self) -> int:
        """The largest scale at which the quantity is known."""
        return self.series.points[-1][0]

    def evidence(self, **more: Any) -> dict[str, Any]:
        """The numbers behind the severity, and what else a rule knows."""
        return {
            "scale": self.scale,
            "anonymous_bytes": self.anonymous_bytes,
            "bytes_by_scale": {str(scale): size for scale, size in self.series.points},
            "bytes_by_repeat": list(self.series.repeats),
            "grows_with_data": self.series.grows,
        } | more

    def conclusion(self, message: str, **more: Any) -> Conclusion:
        """What a rule concludes from it; `more` is what the rule adds to the evidence."""
        return Conclusion(self.severity, message, self.bytes, self.evidence(**more))

    @property
    def doubt(self) -> str:
        """Sentences to add to a message where the quantity is the same at every scale, or is the middle of repeats
        that are far apart: no run that is shown beside it has that size."""
        steady = " It does not grow with the data." if self.series.grows is False else ""
        least, most = min(self.series.repeats, default=0), max(self.series.repeats, default=0)
        if most - least <= max(APART_SHARE * self.bytes, APART_BYTES):
            return steady
        apart = f"{format_size(least)} to {format_size(most)}"
        return f"{steady} Its repeats at {self.scale}x differ, {apart}: told is the median."


def judge(sweep: Sweep, quantity: Quantity, moment: str = "end", must_grow: bool = True) -> Judgement | None:
    """The judgement on a quantity beside the anonymous memory at `moment`; None where it is below all bounds.

    What must grow with the data to be an error or a warning is a note at most where it does not.
    """
    found = series(sweep, quantity)
    if not found.last:
        return None
    # Of the same scale: a larger one may have completed without telling the quantity.
    anonymous = dict(series(sweep, at(moment, "anonymous_bytes")).points).get(found.points[-1][0])
    if not anonymous:
        return None
    level = severity(found.last, anonymous)
    if level is None:
        return None
    if must_grow and found.grows is False:
        level = "note"
    return Judgement(found.last, anonymous, level, found)


def is_known(quantity: Quantity) -> Callable[[Measurements], bool]:
    """Whether a quantity is known at some scale that completed: then a rule on it has its answer."""

    def read(measured: Measurements) -> bool:
        return bool(series(measured.sweep, quantity).points)

    return read


def part(moment: str, name: str) -> Quantity:
    """The quantity `name` of the ledger of a moment; None where it is not known."""

    def read(run: Run) -> int | None:
        found = getattr(run.moments, moment)
        size: int | None = getattr(found.ledger, name) if found and found.ledger else None
        return size

    return read


def increase(before: Quantity, after: Quantity) -> Quantity:
    """How much more there is of `after` than of `before`, 0 at least; None where one of them is not known."""

    def read(run: Run) -> int | None:
        first, last = before(run), after(run)
        return None if first is None or last is None else max(last - first, 0)

    return read
