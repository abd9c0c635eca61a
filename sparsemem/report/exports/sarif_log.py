"""SARIF 2.1.0 for code scanning: a run with its rules and results, of review and of scans alike.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import sparsemem
from sparsemem.model import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "sparsemem/v1"


def sarif_log(rules: Sequence[dict[str, Any]], findings: Sequence[Finding], notes: Sequence[dict[str, Any]]) -> str:
    """The whole as text; `notes` tell what could not be looked at."""
    places = {rule["id"]: at for at, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "sparsemem", "version": sparsemem.__version__, "rules": list(rules)}},
        "columnKind": "unicodeCodePoints",
        "results": _results(findings, places),
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(notes)}],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def sarif_place(path: str) -> dict[str, Any]:
    """A file, as a location."""
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path)}}}


def rule_title(name: str) -> str:
    """`pymalloc fragmentation` as `PymallocFragmentation`."""
    return "".join(word.capitalize() for word in name.replace("-", " ").split())


def _results(findings: Sequence[Finding], places: dict[str, int]) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    results = []
    for finding in findings:
        mark = _fingerprint(finding)
        seen[mark] = seen.get(mark, 0) + 1
        results.append(_result(finding, places[finding.code], f"{mark}:{seen[mark]}"))
    return results


def _fingerprint(finding: Finding) -> str:
    """The same for the same finding in a later version of the file: of neither a line nor a figure."""
    place = finding.location
    parts = (finding.code, finding.subject, place and place.path, place and place.function)
    return sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _result(finding: Finding, rule: int, fingerprint: str) -> dict[str, Any]:
    advice = "".join(f"; {remedy.text}" for remedy in finding.remedies)
    found: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": finding.message + advice},
        "partialFingerprints": {_FINGERPRINT: fingerprint},
        "properties": {"bytes": finding.bytes},
    }
    place = finding.location
    if place is not None:
        found["locations"] = [_location(place.path, place.line, place.function)]
    return found


def _location(path: str, line: int, function: str | None) -> dict[str, Any]:
    place = sarif_place(path)
    place["physicalLocation"]["region"] = {"startLine": line}
    return place | ({"logicalLocations": [{"fullyQualifiedName": function}]} if function else {})
