"""A review as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sparsemem
from sparsemem.model import Finding, Review

if TYPE_CHECKING:
    from sparsemem.review.rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render_sarif(review: Review) -> str:
    """One run, with every rule described and the files that were not reviewed as notifications."""
    from sparsemem.review.rules import RULES  # noqa: PLC0415 (those who render nothing need not load every rule)

    codes = [rule.code for rule in RULES]
    run = {
        "tool": {"driver": _driver(RULES)},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes) for finding in review.findings],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(review)}],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver(rules: Sequence["Rule"]) -> dict[str, Any]:
    return {"name": "sparsemem", "version": sparsemem.__version__, "rules": [_rule(rule) for rule in rules]}


def _rule(rule: "Rule") -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.finds},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.remedy}\n\n{rule.instead}\n{rule.safe}"},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, codes: Sequence[str]) -> dict[str, Any]:
    advice = "".join(f"; {remedy.text}" for remedy in finding.remedies)
    found: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": finding.message + advice},
        "properties": {"bytes": finding.bytes},
    }
    place = finding.location
    if place is not None:
        found["locations"] = [_location(place.path, place.line, place.function)]
    return found


def _location(path: str, line: int, function: str | None) -> dict[str, Any]:
    physical = {"artifactLocation": {"uri": quote(path)}, "region": {"startLine": line}}
    named = {"logicalLocations": [{"fullyQualifiedName": function}]} if function else {}
    return {"physicalLocation": physical, **named}


def _notifications(review: Review) -> list[dict[str, Any]]:
    return [
        {
            "level": "warning",
            "message": {"text": skipped.reason},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(skipped.path)}}}],
        }
        for skipped in review.skipped
    ]
