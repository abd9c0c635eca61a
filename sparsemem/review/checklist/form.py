"""The checklist filled in for one code base, with evidence: answered by rules, by a scan, or left to the person."""

from itertools import groupby

from sparsemem.model import Finding
from sparsemem.review.checklist.items import ITEMS, Item
from sparsemem.review.counts import summary
from sparsemem.review.result import Review

_SHOWN = 5
"""Findings that are named for one question; the others are counted."""


def render_form(review: Review, measured: frozenset[str] | None) -> str:
    """Markdown for a pull request; `measured` are the codes that a scan found, None where there is no scan."""
    parts = [f"## Memory checklist\n\n{summary(review)}.\n"]
    for topic, items in groupby(ITEMS, key=lambda item: item.topic):
        parts.append(f"\n### {topic}\n\n")
        parts += [_item(item, review, measured) for item in items]
    return "".join(parts)


def _item(item: Item, review: Review, measured: frozenset[str] | None) -> str:
    found = [finding for finding in review.findings if finding.code in item.rules]
    seen = sorted(measured.intersection(item.scans)) if measured is not None else []
    lines = [*_named(found), *(f"  - measured: {code}" for code in seen)]
    answers = [*_by_rules(item, found), *_by_scan(item, measured, seen)]
    complete = bool(answers) and not lines and (measured is not None or not item.scans)
    if not answers or (not lines and not complete):
        lines.append(f"  - left to you: {item.answer}")
    answer = f" {'; '.join(answers)}." if answers else ""
    return "\n".join([f"- [{'x' if complete else ' '}] {item.question}{answer}", *lines]) + "\n"


def _by_rules(item: Item, found: list[Finding]) -> list[str]:
    if not item.rules:
        return []
    return [f"{', '.join(item.rules)}: {len(found) or 'no'} finding{'' if len(found) == 1 else 's'}"]


def _by_scan(item: Item, measured: frozenset[str] | None, seen: list[str]) -> list[str]:
    if not item.scans or measured is None:
        return []
    return [f"the scan found {', '.join(seen)}" if seen else f"the scan found none of {', '.join(item.scans)}"]


def _named(found: list[Finding]) -> list[str]:
    lines = [f"  - `{_place(finding)}` {finding.code}: {_plain(finding.message)}" for finding in found[:_SHOWN]]
    rest = len(found) - _SHOWN
    return [*lines, f"  - and {rest} more"] if rest > 0 else lines


def _place(finding: Finding) -> str:
    return f"{finding.location.path}:{finding.location.line}" if finding.location else "?"


def _plain(text: str) -> str:
    for special in "\\`*_[]<>":
        text = text.replace(special, f"\\{special}")
    return text
