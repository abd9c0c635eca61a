"""A pytest plugin: a test fails when the memory that it takes, keeps or leaks goes over its bound.

This module is loaded into every pytest of the environment: it declares the marker, the options and the fixture, and
loads the rest only where one of them is used. `marked_bounds` reads the marker, `memory_looks` measures, `excess`
says what is over, `fresh_runs` runs a test in a process of its own, `suite_memory` keeps what a whole suite took.
"""

import os

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sparsemem.pytest_plugin.bounded_part import BoundedPart

MARKER = (
    "sparsemem(max_gap, max_peak, max_growth, repeat, fresh_process, scales, max_slope): bounds on the memory of the "
    "test, sizes such as '50MB': the gap that it leaves between RSS and live heap, its peak over the RSS at its "
    "beginning, its growth from the first of `repeat` runs to the last, and by how much the peak rises a scale"
)
FRESH = "SPARSEMEM_PYTEST_REPORTS"
"""The variable of the environment that tells a process of one test where its reports go."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("sparsemem", "memory of tests")
    group.addoption("--sparsemem", action="store_true", help="measure the memory of each test, and show the worst")
    group.addoption(
        "--sparsemem-baseline",
        metavar="FILE",
        help="hold the memory of each test against FILE, and fail those that take far more (written if missing)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker; load what measures where it is asked for."""
    config.addinivalue_line("markers", MARKER)
    if config.getoption("sparsemem") or config.getoption("sparsemem_baseline"):
        from sparsemem.pytest_plugin.suite_memory import SuiteMemory

        config.pluginmanager.register(SuiteMemory(config), "sparsemem-suite")
    # Taken out, so that what the test itself starts is not taken for it.
    reports = os.environ.pop(FRESH, None)
    if reports is not None:
        from sparsemem.pytest_plugin.fresh_runs import ReportWriter

        config.pluginmanager.register(ReportWriter(config, reports), "sparsemem-reports")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Load what checks bounds where a test has some."""
    if any(item.get_closest_marker("sparsemem") for item in items):
        from sparsemem.pytest_plugin.bounds_check import BoundsCheck

        config.pluginmanager.register(BoundsCheck(), "sparsemem-bounds")


@pytest.fixture
def sparsemem_bounds() -> "Callable[..., BoundedPart]":
    """Bounds for a part of a test: `with sparsemem_bounds(max_peak="20MB", max_gap="5MB") as part: ...`."""
    from sparsemem.pytest_plugin.bounded_part import bounded_part

    return bounded_part
