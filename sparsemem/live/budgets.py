"""`sparsemem.budget`: a piece of work with a bound on how much the RSS of this process may grow meanwhile."""

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from sparsemem.errors import BudgetExceeded, SparsememError
from sparsemem.live.budget_report import BudgetReport
from sparsemem.live.own_rss import read_own_status
from sparsemem.live.trimming import Trimmed, trim
from sparsemem.units import parse_size

if TYPE_CHECKING:
    from sparsemem.live.process_records import ProcessLedger

Item = TypeVar("Item")
_NEAR = 0.8
"""Of the bound: from here on a trim is tried."""
_AGAIN = 0.05
"""Of the bound: by so much the RSS must have changed since the last trim for another one, so that trims do not follow
each other where they return nothing. What fell was given back by the work, and more of it may be free by now."""


OnExcess = Callable[[BudgetReport], object]


class Budget:
    """The bound while the work goes on. Not for several threads at once: each has a budget of its own, and the RSS is
    that of the whole process all the same.
    """

    def __init__(self, limit_bytes: int, every: int, on_excess: OnExcess | None) -> None:
        self.limit_bytes, self.every, self.on_excess = limit_bytes, every, on_excess
        self.items = 0
        self._trims: list[Trimmed] = []
        self._start = self._peak = self._end = self._old_mark = self._trimmed_at = None

    _start: int | None
    _peak: int | None
    _end: int | None
    _old_mark: int | None
    _trimmed_at: int | None

    def __enter__(self) -> Self:
        status = read_own_status()
        if status is not None:
            self._start = self._peak = self._end = status.rss_bytes
            self._old_mark = status.peak_rss_bytes
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: BaseException | TracebackType | None) -> None:
        """The last check; what the work itself raised goes on unhindered."""
        if kind is None:
            self.check()
        else:
            self._look()

    def __repr__(self) -> str:
        return f"a budget: {self.report}"

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, counted: one is done when the next one is asked for. Raises what `step` raises."""
        for item in items:
            yield item
            self.step()

    def step(self, items: int = 1) -> None:
        """So many items more are done. Raises BudgetExceeded as `check` does, when it is time for one."""
        before, self.items = self.items, self.items + items
        if self.items // self.every > before // self.every:
            self.check()

    def check(self) -> BudgetReport:
        """Look now; trim where the bound is near.

        Raises BudgetExceeded where the growth stays over the bound and there is no `on_excess`; else that is called.
        """
        self._look()
        if self._is_near():
            self._trims.append(trim())
            self._look()
            self._trimmed_at = self._end
        report = self.report
        if report.is_kept is False:
            if self.on_excess is None:
                raise BudgetExceeded(f"The bound cannot be kept: it {report}.", report, _ledger())
            self.on_excess(report)
        return report

    @property
    def report(self) -> BudgetReport:
        """As of the last look."""
        returned = sum(max(one.returned_bytes or 0, 0) for one in self._trims)
        return BudgetReport(
            self.limit_bytes, self._start, self._peak, self._end, self.items, len(self._trims), returned
        )

    def _look(self) -> None:
        status = read_own_status()
        if status is None or status.rss_bytes is None:
            return
        self._end = status.rss_bytes
        seen = [self._peak or 0, status.rss_bytes]
        # The kernel's mark is of the whole life of the process: it tells of this work only where it has risen.
        if status.peak_rss_bytes is not None and status.peak_rss_bytes > (self._old_mark or 0):
            seen.append(status.peak_rss_bytes)
        self._peak = max(seen)

    def _is_near(self) -> bool:
        if self._end is None or self._start is None or self._end - self._start < _NEAR * self.limit_bytes:
            return False
        return self._trimmed_at is None or abs(self._end - self._trimmed_at) > _AGAIN * self.limit_bytes


def begin_budget(limit: str | int, every: int, on_excess: OnExcess | None) -> Budget:
    """Raises ValueError for a limit that is no size, or an `every` that is no positive number."""
    size = parse_size(limit) if isinstance(limit, str) else limit
    if size <= 0 or every < 1:
        raise ValueError("a budget needs a size such as '100MB', and a check at least every item: every=1")
    return Budget(size, every, on_excess)


def _ledger() -> "ProcessLedger | None":
    """That of this process, now; None where it cannot be read."""
    import sparsemem

    try:
        return sparsemem.ledger()
    except (SparsememError, OSError):
        return None
