"""What came back when an owner was cleared, beside what was predicted."""

from dataclasses import dataclass

NEAR = 0.2
"""A prediction that is off by at most this share of itself has held."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One more run with the owner cleared after its last line; bytes, at the moment `after_trim` of one scale."""

    owner: str
    scale: int
    predicted_bytes: int | None
    """The owner's live bytes, and the free ones that nobody else keeps; None where these are not known."""
    rss_with_bytes: int
    """The median of the sweep's own runs."""
    rss_without_bytes: int

    derived = ("returned_bytes", "held")

    @property
    def returned_bytes(self) -> int:
        """What went back to the system; negative where the RSS was larger without the owner."""
        return self.rss_with_bytes - self.rss_without_bytes

    @property
    def error(self) -> float | None:
        """By which share of itself the prediction is off; None where nothing was predicted."""
        return abs(self.returned_bytes / self.predicted_bytes - 1) if self.predicted_bytes else None

    @property
    def held(self) -> bool:
        """Whether the prediction held."""
        return self.error is not None and self.error <= NEAR
