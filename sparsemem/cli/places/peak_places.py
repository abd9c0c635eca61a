"""What a peak's source says of it: whether what was alive together waited in a queue without a bound."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

from sparsemem.diagnose.holders.peak_remedies import peak_remedies
from sparsemem.model import Finding, Report, Skipped
from sparsemem.source.files import read_source

_CODE = "SM110"
_LARGEST = 2_000_000
"""Bytes of a file that is read."""


def place_peaks(report: Report) -> Report:
    """The same report with `waits_at` in the evidence of its peaks, and what is to be done then, where it is seen."""
    return replace(report, findings=tuple(map(_placed, report.findings)))


def _placed(finding: Finding) -> Finding:
    holders = finding.evidence.get("holders", []) if finding.code == _CODE else []
    placed = [one | _waits(one) for one in holders]
    if placed == holders:
        return finding
    found = replace(finding, evidence=finding.evidence | {"holders": placed})
    return replace(found, remedies=peak_remedies(found))


def _waits(holder: dict[str, Any]) -> dict[str, Any]:
    """For the evidence of a holder; empty where its values are not seen to wait."""
    from sparsemem.review.waiting_values import find_waiting  # noqa: PLC0415 (few programs have a peak)

    path = Path(holder["path"])
    try:
        if not holder["function"] or not path.is_file() or path.stat().st_size > _LARGEST:
            return {}
        source = read_source(path)
        tree = None if isinstance(source, Skipped) else ast.parse(source.text)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return {}
    found = find_waiting(tree, holder["function"], holder["line"]) if tree else None
    return {"waits_at": {"call": found.call, "line": found.line, "is_queue": found.is_queue}} if found else {}
