"""The RSS of the root process over time, from its status: often while it is young, less often in a long run."""

from dataclasses import dataclass

from sparsemem.measure.run.tree_member import read_status
from sparsemem.procfs import Status

FIRST_GAP_SECONDS = 0.01
_MOST_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class RssSample:
    """The root process at one time, in seconds since the start."""

    seconds: float
    status: Status


class RssSamples:
    """Takes a sample whenever one is due; when there are too many, every second one goes and the gap doubles."""

    def __init__(self) -> None:
        self.samples: list[RssSample] = []
        self.highest: RssSample | None = None
        self.peak_rss_bytes: int | None = None
        """VmHWM, in bytes; None before the first sample."""
        self._gap, self._next = FIRST_GAP_SECONDS, 0.0

    def take(self, now: float, pid: int) -> int | None:
        """The RSS in bytes, `now` seconds after the start; None where no sample is due, or the process is gone."""
        if now < self._next:
            return None
        self._next = now + self._gap
        status = read_status(pid)
        if status is None or status.rss_bytes is None:
            return None
        self.note_peak(status)
        self._keep(RssSample(now, status))
        return status.rss_bytes

    def note_peak(self, status: Status) -> None:
        """Note the high-water mark of another look at the same process."""
        if status.peak_rss_bytes is not None:
            self.peak_rss_bytes = max(self.peak_rss_bytes or 0, status.peak_rss_bytes)

    def _keep(self, sample: RssSample) -> None:
        if self.highest is None or (sample.status.rss_bytes or 0) > (self.highest.status.rss_bytes or 0):
            self.highest = sample
        self.samples.append(sample)
        if len(self.samples) > _MOST_SAMPLES:
            del self.samples[::2]
            self._gap *= 2
