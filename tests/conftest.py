"""What holds for every test."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from commands import warm_seconds

# A shell that starts the suite in the background has it ignore Ctrl-C, and every program that a test starts with it.
signal.signal(signal.SIGINT, signal.default_int_handler)
# How long one example of a property takes says something of the machine, and nothing of the property.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

TIMED = {
    "cases/test_cases.py": "findings rest on looks at peaks that last for tenths of a second",
    "cli/commands/test_scan.py": "whole scans of programs that run for tenths of a second",
    "cli/commands/test_attach.py": "the growth of a process is looked at while it grows",
    "measure/run/test_outside_looks.py": "looks are held against what a process does meanwhile",
    "measure/run/test_tree_memory.py": "workers are looked at while they live",
    "measure/run/test_workers_seen.py": "workers are looked at while they live",
    "measure/passes/test_worker_heaps.py": "workers are looked at while they live",
    "outside/ledger/test_ledger_reading.py": "processes are read while they allocate at full speed",
    "outside/garbage/test_unreachable.py": "processes are read while they allocate at full speed",
    "examples/test_programs.py": "peaks of two programs are compared",
}
"""Files whose tests may be run again, by why a busy machine can get in their way. A defect fails every time; the
summary counts what had to be repeated."""
TESTS = Path(__file__).parent
_SPENT = pytest.StashKey[float]()
"""Processor seconds when the last part of a test ended."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that may be repeated."""
    for item in items:
        if item.path.relative_to(TESTS).as_posix() in TIMED:
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Beside how long a part of a test took, the processor seconds of this process and of the children that ended."""
    report = yield
    spent = sum(os.times()[:4]) + warm_seconds()
    report.processor_seconds = spent - item.config.stash.get(_SPENT, spent)
    item.config.stash[_SPENT] = spent
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where the time went, where `--durations` was asked for: seconds of each folder, over all workers."""
    if terminalreporter.config.getoption("durations") is None:
        return
    seconds: Counter[str] = Counter()
    processor: Counter[str] = Counter()
    for report in (one for kind in terminalreporter.stats.values() for one in kind if hasattr(one, "duration")):
        folder = "/".join(report.nodeid.split("::")[0].split("/")[:-1][:3])
        seconds[folder] += report.duration
        processor[folder] += report.processor_seconds
    terminalreporter.section("seconds a folder, over all workers, and processor seconds of them")
    for folder, spent in seconds.most_common():
        terminalreporter.write_line(f"{spent:8.0f} {processor[folder]:8.0f}  {folder}")
