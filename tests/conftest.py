"""What holds for every test."""

import signal
from pathlib import Path

import pytest

# A shell that starts the suite in the background has it ignore Ctrl-C, and every program that a test starts with it.
signal.signal(signal.SIGINT, signal.default_int_handler)

_PURE = {"allocators", "diagnose", "model", "report", "review", "rewrite"}
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes and measures them may be run again where the machine got in the way.

    A defect fails every time; the summary counts what had to be repeated.
    """
    for item in items:
        if item.path.relative_to(_HERE).parts[0] not in _PURE:
            item.add_marker(pytest.mark.flaky(reruns=2))
