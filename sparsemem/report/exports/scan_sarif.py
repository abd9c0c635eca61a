"""The findings of a scan as SARIF 2.1.0, for code scanning.

A finding that names no line stands at the first line of the program: code scanning shows nothing without a place.
"""

from dataclasses import replace
from textwrap import dedent
from typing import Any

from sparsemem.diagnose.rules import RULES
from sparsemem.diagnose.ruling.runtime_rule import RuntimeRule
from sparsemem.model import Finding, Location, Report
from sparsemem.report.exports.sarif_log import rule_title, sarif_log, sarif_place
from sparsemem.report.words.run_words import ending


def render_scan_sarif(report: Report) -> str:
    """One run, with every rule described and the runs that did not complete as notifications."""
    place = Location(report.target.path, 1, None) if report.target.kind == "script" else None
    findings = [_placed(finding, place) for finding in report.findings]
    known = {rule.code for rule in RULES}
    rules = [_rule(rule) for rule in RULES]
    rules += [{"id": one.code, "name": rule_title(one.name)} for one in findings if one.code not in known]
    failed = [run for run in report.runs if run not in report.sweep.completed()]
    where = {"locations": [sarif_place(report.target.path)]} if place else {}
    notes: list[dict[str, Any]] = [
        {"level": "warning", "message": {"text": f"The run at {run.scale}x did not complete: {ending(run)}"}} | where
        for run in failed
    ]
    return sarif_log(rules, findings, notes)


def _placed(finding: Finding, place: Location | None) -> Finding:
    return finding if finding.location else replace(finding, location=place)


def _rule(rule: RuntimeRule) -> dict[str, Any]:
    meaning = " ".join(dedent(rule.meaning).split())
    return {
        "id": rule.code,
        "name": rule_title(rule.name),
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": meaning},
        "help": {"text": "\n".join(remedy.text for remedy in rule.remedies) or meaning},
    }
