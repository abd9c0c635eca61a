"""A test in a process of its own, once or at several scales, and its reports from there."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import linear_regression
from typing import Any

import pytest

from sparsemem.pytest_plugin import FRESH
from sparsemem.pytest_plugin.marked_bounds import Bounds
from sparsemem.units import format_size

_SCALE = "SPARSEMEM_SCALE"
_MODULE = "sparsemem.pytest_plugin"


class ReportWriter:
    """In the process of one test: writes each report as a line of JSON."""

    def __init__(self, config: pytest.Config, path: str) -> None:
        self._config, self._path = config, path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """As xdist sends it from its workers."""
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(f"{json.dumps(data)}\n")


def run_fresh(item: pytest.Item, bounds: Bounds) -> list[pytest.TestReport]:
    """The reports of the run; of several scales those of the last, or of the first that failed."""
    reports: list[pytest.TestReport] = []
    peaks: list[float | None] = []
    for scale in bounds.scales or (None,):
        reports = _run(item, scale)
        if not all(report.passed for report in reports):
            return reports
        peaks.append(_peak(reports))
    if bounds.max_slope is not None:
        _check_slope(reports, bounds, peaks)
    return reports


def _run(item: pytest.Item, scale: int | None) -> list[pytest.TestReport]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "reports")
        environment = {**os.environ, FRESH: str(path)} | ({} if scale is None else {_SCALE: str(scale)})
        environment.pop("PYTEST_XDIST_WORKER", None)
        done = subprocess.run(
            _command(item), cwd=item.config.invocation_params.dir, env=environment, capture_output=True, check=False
        )
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
    hook = item.config.hook.pytest_report_from_serializable
    reports = [hook(config=item.config, data=json.loads(line)) for line in lines]
    said = (done.stdout + done.stderr).decode(errors="replace")
    return reports if any(one.when == "teardown" for one in reports) else [*reports, _crash(item, done, said)]


def _command(item: pytest.Item) -> list[str]:
    """The same test with the same settings; options of other plugins come from files, or PYTEST_ADDOPTS."""
    config = item.config
    known: Any = config.option
    found = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(config.rootpath)]
    found += ["-c", str(config.inipath)] if config.inipath else []
    plugins = [name for name in known.plugins if name.removeprefix("no:") not in ("xdist", "cacheprovider")]
    if not config.pluginmanager.hasplugin("sparsemem") and _MODULE not in plugins:
        plugins.append(_MODULE)
    for option, values in (("-p", plugins), ("-W", known.pythonwarnings or []), ("-o", known.override_ini or [])):
        found += [word for value in values for word in (option, value)]
    path, *rest = item.nodeid.split("::")
    return [*found, "::".join([str(config.rootpath / path), *rest])]


def _crash(item: pytest.Item, done: "subprocess.CompletedProcess[bytes]", said: str) -> pytest.TestReport:
    """Of a process that ended before its test did: killed for its memory, for example."""
    end = f"signal {-done.returncode}" if done.returncode < 0 else f"status {done.returncode}"
    text = f"The fresh process of this test ended with {end} before the test did.\n{said[-4_000:]}"
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", text, "call")


def _peak(reports: list[pytest.TestReport]) -> float | None:
    """By the property that the check left; None where it could not be measured."""
    told: list[tuple[str, Any]] = [one for report in reports for one in report.user_properties]
    return next((sizes["peak_bytes"] for name, sizes in told if name == "sparsemem"), None)


def _check_slope(reports: list[pytest.TestReport], bounds: Bounds, peaks: list[float | None]) -> None:
    """Fails the call where the peak rises by more a scale, by a line through all (least squares)."""
    known = [peak for peak in peaks if peak is not None]
    slope = linear_regression(bounds.scales, known).slope if len(known) == len(peaks) else None
    if slope is not None and slope <= (bounds.max_slope or 0):
        return
    rise = "cannot be measured here" if slope is None else f"rises by {format_size(round(slope))} for each scale more"
    told = zip(bounds.scales, known, strict=False)
    shown = ", ".join(f"{format_size(round(peak))} at {scale}x" for scale, peak in told)
    call = next(report for report in reports if report.when == "call")
    call.outcome = "failed"
    call.longrepr = (
        f"The memory of this test: its peak {rise}, over max_slope={format_size(bounds.max_slope)}: {shown}."
    )
