"""Tests with bounds of their own: measured while they run, in this process or in one of their own."""

from collections.abc import Generator

import pytest

from sparsemem.pytest_plugin.excess import over, tell_excess
from sparsemem.pytest_plugin.fresh_runs import run_fresh
from sparsemem.pytest_plugin.marked_bounds import bounds_of
from sparsemem.pytest_plugin.memory_looks import TestLooks

PROPERTY = "sparsemem"
"""The name of what is measured among the properties of a test's report."""


class BoundsCheck:
    """Registered where a test has the marker."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """A test that wants a fresh process has one; its reports are told here as if it had run here."""
        try:
            bounds = bounds_of(item)
        except ValueError:
            return None  # Said when it is set up.
        is_fresh = item.config.pluginmanager.hasplugin("sparsemem-reports")
        if bounds is None or is_fresh or not (bounds.fresh_process or bounds.scales):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for report in run_fresh(item, bounds):
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A marker that cannot be meant is an error of the test."""
        wrong = None
        try:
            bounds_of(item)
        except ValueError as error:
            wrong = str(error)
        if wrong is not None:  # Not while the error is handled: it would be shown as well.
            pytest.fail(f"the marker sparsemem: {wrong}", pytrace=False)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Run it, as often as it is to be, and hold what it took against its bounds."""
        bounds = bounds_of(item)
        if bounds is None:
            return (yield)
        looks = TestLooks(bounds.are_of_a_run)
        result = yield
        looks.end_of_run()
        for _ in range(bounds.repeat - 1):
            item.runtest()
            looks.end_of_run()
        memory = looks.finish()
        sizes = {"peak_bytes": memory.peak_bytes, "kept_bytes": memory.kept_bytes}
        item.user_properties.append((PROPERTY, sizes))
        found = over(bounds, memory)
        if found:
            pytest.fail(tell_excess(found, memory), pytrace=False)
        return result
