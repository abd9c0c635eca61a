"""A quantity over the scales of a sweep, and whether it grows with them."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import cast

from sparsemem.model import Run, Sweep, SweepModel
from sparsemem.model.fitted_line import fit, slope

GROWTH_SHARE = 0.25
"""A quantity grows with the data when at least this share of its last value came with the scale.

Proportional growth from 1x to 4x gives 0.75, a constant 0: a quarter leaves room for a constant part three times
as large, and is far above what arenas of 1 MiB and page rounding make of a constant.
"""

Quantity = Callable[[Run], int | None]
"""A number of bytes that a run may or may not know."""


def at(moment: str, field: str) -> Quantity:
    """The quantity `field` of the moment called `moment`; None where the run did not reach it."""

    def read(run: Run) -> int | None:
        found = getattr(run.moments, moment)
        return None if found is None else cast("int | None", getattr(found, field))

    return read


@dataclass(frozen=True, slots=True)
class Series:
    """Scale and bytes, ascending; the median of the repeats at each scale where the quantity is known."""

    points: tuple[tuple[int, int], ...]
    repeats: tuple[int, ...] = ()
    """Bytes of each repeat of the largest scale."""

    @property
    def last(self) -> int | None:
        """Bytes at the largest scale."""
        return self.points[-1][1] if self.points else None

    @property
    def grows(self) -> bool | None:
        """Whether it grows with the data; None where fewer than two scales can tell."""
        if len(self.points) < 2:
            return None
        growth = slope(self.points) * (self.points[-1][0] - self.points[0][0])
        return growth > 0 and growth >= GROWTH_SHARE * self.points[-1][1]


def series(sweep: Sweep, quantity: Quantity) -> Series:
    """The quantity over the scales that completed."""
    points = []
    for scale in sweep.completed_scales:
        values = _known(sweep, scale, quantity)
        if values:
            points.append((scale, round(median(values))))
    last = points[-1][0] if points else 0
    return Series(tuple(points), tuple(_known(sweep, last, quantity)))


def _known(sweep: Sweep, scale: int, quantity: Quantity) -> list[int]:
    return [value for run in sweep.completed(scale) if (value := quantity(run)) is not None]


def model_sweep(sweep: Sweep) -> SweepModel:
    """The lines of the four quantities that a sweep is about."""
    return SweepModel(
        rss_end=fit(series(sweep, at("end", "rss_bytes")).points),
        rss_peak=fit(series(sweep, lambda run: run.peak_rss_bytes).points),
        live_end=fit(series(sweep, at("end", "live_bytes")).points),
        gap_end=fit(series(sweep, at("end", "gap_bytes")).points),
    )
