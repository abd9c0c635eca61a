"""The memory of every test of a suite: the worst at its end, and all held against those of an earlier run."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from sparsemem.pytest_plugin.memory_looks import TestLooks
from sparsemem.units import MB, format_size

_PROPERTY = "sparsemem-suite"
_FORMAT, _VERSION = "sparsemem.pytest", 1
_MOST = 10
_TIMES, _LEAST = 1.5, 10 * MB
"""Over the baseline by so many times, and by so many bytes, a test has failed: less differs from run to run."""


class SuiteMemory:
    """Registered by `--sparsemem` and `--sparsemem-baseline`; with xdist the workers measure, and their reports bring
    it here."""

    def __init__(self, config: pytest.Config) -> None:
        name = config.getoption("sparsemem_baseline")
        self._path = Path(config.invocation_params.dir, name) if name else None
        self._baseline = _read(self._path) if self._path and self._path.exists() else None
        self._is_worker = hasattr(config, "workerinput")
        self._told: dict[str, dict[str, int | None]] = {}

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Nearest to the test itself, so that what other plugins take is not counted."""
        looks = TestLooks()
        try:
            result = yield
        finally:
            looks.end_of_run()
            memory = looks.finish()
            sizes = {"peak_bytes": memory.peak_bytes, "kept_bytes": memory.kept_bytes}
            item.user_properties.append((_PROPERTY, sizes))
        told = self._over(item.nodeid, memory.peak_bytes)
        if told:
            pytest.fail(told, pytrace=False)
        return result

    def _over(self, nodeid: str, peak: int | None) -> str | None:
        before = (self._baseline or {}).get(nodeid, {}).get("peak_bytes")
        if before is None or peak is None or peak <= max(_TIMES * before, before + _LEAST):
            return None
        return f"The memory of this test: its peak is {format_size(peak)}, {format_size(before)} in the baseline."

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what was measured."""
        for name, sizes in report.user_properties:
            if name == _PROPERTY and report.when == "call":
                self._told[report.nodeid] = sizes  # type: ignore[assignment]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The worst, and the baseline where there was none."""
        worst = sorted(self._told.items(), key=lambda one: -(one[1]["peak_bytes"] or 0))[:_MOST]
        terminalreporter.section("memory of tests, the highest peak first")
        for nodeid, sizes in worst:
            peak, kept = format_size(sizes["peak_bytes"]), format_size(sizes["kept_bytes"])
            terminalreporter.write_line(f"peak {peak:>9}  kept {kept:>9}  {nodeid}")
        if self._path is not None and self._baseline is None and not self._is_worker:
            data = {"format": _FORMAT, "version": _VERSION, "tests": self._told}
            self._path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
            terminalreporter.write_line(f"{self._path} was written, to hold later runs against.")


def _read(path: Path) -> dict[str, Any]:
    """Raises UsageError for any other file."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if (data["format"], data["version"]) == (_FORMAT, _VERSION):
            return dict(data["tests"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise pytest.UsageError(f"{path} is no baseline of sparsemem; remove it, and a new one is written")
