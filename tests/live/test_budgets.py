"""A bound on a piece of work: kept by trims where they help, said where they do not, and nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sparsemem
from sparsemem.errors import SparsememError
from sparsemem.live import budgets
from sparsemem.live.budget_report import BudgetReport
from sparsemem.live.budgets import begin_budget
from sparsemem.live.trimming import Trimmed, TrimStep
from sparsemem.procfs import Status
from sparsemem.units import MB

ROOT = Path(sparsemem.__file__).parents[1]
WORK = """
import json, sparsemem
done, kept, said = [], [], []
def work(i):
    rows = [bytearray(3000) for _ in range(4_000)]
    done.append(i)
    {keep}
def tell(budget, error=None):
    report = budget.report
    print(json.dumps({{"done": len(done), "peak": report.peak_bytes - report.start_bytes, "trims": report.trims,
        "growth": report.growth_bytes, "returned": report.returned_bytes, "each": report.bytes_per_item, "said": said,
        "recovery": report.recovery_percent, "items": report.items,
        "error": error and [str(error), error.ledger.moment.rss_bytes, error.report.is_kept]}}))
"""


def worked(keep: str, text: str) -> Any:
    line = [sys.executable, "-c", WORK.format(keep=keep) + text]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=100)
    return json.loads(done.stdout)


def test_a_bound_that_trims_can_keep_is_kept() -> None:
    text = """
with sparsemem.budget("40MB", every=1) as budget:
    for i in budget.over(range(30)): work(i)
tell(budget)
"""
    found = worked("rows.append(rows)", "import gc\ngc.disable()\n" + text)
    assert (found["done"], found["items"], found["error"]) == (30, 30, None)
    assert found["growth"] <= 40 * MB
    assert found["trims"] >= 1
    assert found["returned"] > 10 * MB


def test_one_that_cannot_be_kept_is_said_with_the_ledger_and_nothing_is_lost() -> None:
    text = """
try:
    with sparsemem.budget("30MB", every=1) as budget:
        for i in budget.over(range(30)): work(i)
except sparsemem.BudgetExceeded as error:
    tell(budget, error)
"""
    found = worked("kept.append(rows)", text)
    message, rss, is_kept = found["error"]
    assert "The bound cannot be kept: it grew by" in message
    assert rss > 30 * MB
    assert is_kept is False
    assert found["done"] == found["items"] < 30
    assert found["each"] > 8 * MB


def test_with_a_callback_the_work_goes_on() -> None:
    text = """
with sparsemem.budget(30 << 20, every=2, on_excess=lambda report: said.append(report.items)) as budget:
    for i in budget.over(range(8)): work(i)
kept.clear()
budget.check()
tell(budget)
"""
    found = worked("kept.append(rows)", text)
    assert found["done"] == 8
    assert found["said"][:2] == [4, 6]
    assert found["recovery"] > 50


class Memory:
    """A process whose RSS the test sets, in MB; a trim takes it down by so much."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, returned: int = 0) -> None:
        self.rss, self.mark, self.returned, self.trims = 100, 500, returned, 0
        monkeypatch.setattr(budgets, "read_own_status", self.status)
        monkeypatch.setattr(budgets, "trim", self.trim)
        monkeypatch.setattr(budgets, "_ledger", lambda: None)

    def status(self) -> Status:
        return Status(self.rss * MB, self.mark * MB, None, None)

    def take(self, rss: int) -> None:
        """Take memory, and fail."""
        self.rss = rss
        raise KeyError(rss)

    def trim(self) -> Trimmed:
        before, self.rss, self.trims = self.rss, self.rss - self.returned, self.trims + 1
        return Trimmed((TrimStep("all", before * MB, self.rss * MB),), 0)


def test_it_is_looked_at_every_few_items(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(monkeypatch)
    with begin_budget("100MB", 5, None) as budget:
        memory.rss = 300
        budget.step(4)
        with pytest.raises(sparsemem.BudgetExceeded):
            budget.step()
        memory.rss = 100


def test_a_trim_that_returns_nothing_is_not_tried_at_each_check(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(monkeypatch)
    with begin_budget("100MB", 1, None) as budget:
        memory.rss = 185
        budget.step()
        budget.step()
        assert memory.trims == 1
        memory.rss = 191
        budget.step()
        assert memory.trims == 2


def test_the_kernels_mark_counts_where_it_rose(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(monkeypatch)
    with begin_budget("100MB", 1, None) as budget:
        budget.check()
        assert budget.report.peak_bytes == 100 * MB
        memory.mark = 620
        assert budget.check().peak_bytes == 620 * MB


def test_what_the_work_raises_goes_on_unhindered(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(monkeypatch)
    budget = begin_budget("10MB", 1, None)
    with pytest.raises(KeyError), budget:
        memory.take(300)
    assert budget.report.end_bytes == 300 * MB
    assert memory.trims == 0


def test_where_the_platform_does_not_tell_nothing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "read_own_status", lambda: None)
    with begin_budget("1MB", 1, None) as budget:
        budget.step(10)
    assert (budget.report.is_kept, budget.report.growth_bytes, budget.report.recovery_percent) == (None, None, None)


@pytest.mark.parametrize(("limit", "every"), [("much", 1), ("0", 1), (0, 1), ("1MB", 0)])
def test_what_is_no_budget_is_refused(limit: str | int, every: int) -> None:
    with pytest.raises(ValueError, match="size"):
        sparsemem.budget(limit, every)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 9))
def test_what_came_back_and_what_stayed_add_up(start: int, more: int, back: int, items: int) -> None:
    peak = start + more
    report = BudgetReport(100, start, peak, peak - min(back, more), items, 0, 0)
    assert report.growth_bytes == more - min(back, more)
    if more:
        assert report.recovery_percent == pytest.approx(100 * min(back, more) / more)
        assert f"at the peak, {report.recovery_percent:.0f} % of that came back" in str(report)
    assert (report.bytes_per_item is None) == (items == 0)


def test_importing_the_name_of_the_error_works() -> None:
    assert issubclass(sparsemem.BudgetExceeded, SparsememError)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sparsemem.nothing  # noqa: B018
