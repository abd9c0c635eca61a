"""What a peak's source says of it: whether what was alive together waited in a queue without a bound, and which
of the functions that made it could hand it out record by record."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sparsemem.cli.measured_source import read_module
from sparsemem.diagnose.holders.peak_remedies import peak_remedies
from sparsemem.model import Finding, Report

_CODE = "SM110"


def place_peaks(report: Report) -> Report:
    """The same report with `waits_at` and `streams` in the evidence of its peaks, and what is to be done then, where
    it is seen."""
    return replace(report, findings=tuple(map(_placed, report.findings)))


def _placed(finding: Finding) -> Finding:
    holders = finding.evidence.get("holders", []) if finding.code == _CODE else []
    placed = [one | _seen(one) for one in holders]
    if placed == holders:
        return finding
    found = replace(finding, evidence=finding.evidence | {"holders": placed})
    return replace(found, remedies=peak_remedies(found))


def _seen(holder: dict[str, Any]) -> dict[str, Any]:
    """For the evidence of a holder; empty where its function is not found."""
    from sparsemem.review.streamed_results import can_stream  # noqa: PLC0415 (few programs have a peak)
    from sparsemem.review.waiting_values import find_waiting  # noqa: PLC0415

    module = read_module(Path(holder["path"])) if holder["function"] else None
    if module is None:
        return {}
    streams = can_stream(module, holder["function"], holder["line"])
    waits = find_waiting(module.tree, holder["function"], holder["line"])
    told = {"waits_at": {"call": waits.call, "line": waits.line, "is_queue": waits.is_queue}} if waits else {}
    return told if streams is None else told | {"streams": streams}
