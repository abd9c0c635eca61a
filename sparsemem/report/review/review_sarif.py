"""A review as SARIF 2.1.0, for code scanning."""

from typing import TYPE_CHECKING, Any

from sparsemem.model import Review
from sparsemem.report.exports.sarif_log import rule_title, sarif_log, sarif_place

if TYPE_CHECKING:
    from sparsemem.review.rule import Rule


def render_sarif(review: Review) -> str:
    """One run, with every rule described and the files that were not reviewed as notifications."""
    from sparsemem.review.rules import RULES  # noqa: PLC0415 (those who render nothing need not load every rule)

    notes = [
        {"level": "warning", "message": {"text": skipped.reason}, "locations": [sarif_place(skipped.path)]}
        for skipped in review.skipped
    ]
    return sarif_log([_rule(rule) for rule in RULES], review.findings, notes)


def _rule(rule: "Rule") -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule_title(rule.name),
        "shortDescription": {"text": rule.finds},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.remedy}\n\n{rule.instead}\n{rule.safe}"},
        "defaultConfiguration": {"level": rule.severity},
    }
