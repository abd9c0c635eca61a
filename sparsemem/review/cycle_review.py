"""Cycles that were found in memory, in the text that makes them: the line, and the rule that finds it there."""

from dataclasses import replace

from sparsemem.model import Cycle
from sparsemem.review.index.project import Project
from sparsemem.review.index.summary import summarise
from sparsemem.review.rules import RULES
from sparsemem.source import Module
from sparsemem.source.cycle_lines import find_line

_CODES = ("SM221", "SM222", "SM223")
_NEAR = 3
"""Lines between the statement that closes a cycle and the one that a rule names: they are of one function."""


def review_cycle(cycle: Cycle, module: Module) -> Cycle:
    """The same with its line in the module, and the code of the rule that finds it there; as it is where the text
    has no such line."""
    location = find_line(module, cycle)
    if location is None:
        return cycle
    return replace(cycle, location=location, review=_rule_at(module, location.line, cycle.shape))


def _rule_at(module: Module, line: int, shape: str) -> str | None:
    project = Project([summarise(module)])
    near = [
        (abs(hit.node.lineno - line), rule.code)  # type: ignore[attr-defined]
        for rule in RULES
        if rule.code in _CODES
        for hit in rule.check(module, project)
        if hit.subject in shape or abs(hit.node.lineno - line) <= _NEAR  # type: ignore[attr-defined]
    ]
    return min(near)[1] if near else None
