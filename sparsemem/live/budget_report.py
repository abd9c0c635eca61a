"""How a piece of work kept to its bound on the growth of the RSS."""

from dataclasses import dataclass

from sparsemem.live.readable_record import Readable
from sparsemem.units import format_share, format_size


@dataclass(frozen=True, slots=True, repr=False)
class BudgetReport(Readable):
    """How the work keeps to its bound, in bytes of RSS; None where the platform does not tell."""

    limit_bytes: int
    start_bytes: int | None
    peak_bytes: int | None
    """The highest that was seen at a check, or that the kernel noted where it rose over all before."""
    end_bytes: int | None
    items: int
    trims: int
    returned_bytes: int
    """By all trims together."""

    @property
    def growth_bytes(self) -> int | None:
        """From the start until now."""
        known = self.start_bytes is not None and self.end_bytes is not None
        return (self.end_bytes or 0) - (self.start_bytes or 0) if known else None

    @property
    def bytes_per_item(self) -> float | None:
        """Growth an item; None where no items were counted."""
        return self.growth_bytes / self.items if self.growth_bytes is not None and self.items else None

    @property
    def peak_growth_bytes(self) -> int | None:
        """From the start to the peak."""
        known = self.start_bytes is not None and self.peak_bytes is not None
        return (self.peak_bytes or 0) - (self.start_bytes or 0) if known else None

    @property
    def recovery_percent(self) -> float | None:
        """How much of the growth until the peak is gone again; None where nothing grew."""
        if self.peak_growth_bytes is None or self.growth_bytes is None or self.peak_growth_bytes <= 0:
            return None
        return 100 * (self.peak_growth_bytes - self.growth_bytes) / self.peak_growth_bytes

    @property
    def is_kept(self) -> bool | None:
        """Whether the growth is within the bound now; None where it is not known."""
        return None if self.growth_bytes is None else self.growth_bytes <= self.limit_bytes

    def __str__(self) -> str:
        each = "" if self.bytes_per_item is None else f", {format_size(round(self.bytes_per_item))} an item"
        share = "" if self.growth_bytes is None else f", {format_share(self.growth_bytes, self.limit_bytes)} of it"
        return (
            f"grew by {format_size(self.growth_bytes)} of {format_size(self.limit_bytes)}{share}{each}{self._peak}; "
            f"{self.trims} trims returned {format_size(self.returned_bytes)}"
        )

    @property
    def _peak(self) -> str:
        if self.recovery_percent is None:
            return ""
        return (
            f"; by {format_size(self.peak_growth_bytes)} at the peak, {self.recovery_percent:.0f} % of that came back"
        )
