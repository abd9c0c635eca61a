"""Asking one rule alone, and verdicts on findings of rules that are made up."""

from dataclasses import replace
from types import ModuleType
from typing import Any

from sparsemem.diagnose.conclusions.verdict import BY_CODE
from sparsemem.diagnose.rules import RULES
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import RuntimeRule
from sparsemem.model import Finding, Sweep, Verdict

_FAMILIES: dict[str, Verdict] = {"SM12": "growing", "SM13": "cyclic", "SM14": "overcached"}

BY_CODE_OR_FAMILY: dict[str, RuntimeRule] = {
    code: replace(RULES[0], code=code, family=_FAMILIES[code[:4]])
    for code in ("SM121", "SM130", "SM131", "SM140", "SM141", "SM142", "SM143")
} | dict(BY_CODE)
"""Every rule, and one of the family that the contract names for each code that may have no rule."""


def ask(module: ModuleType, sweep: Sweep, **more: Any) -> Finding | None:
    """What the rule of a module finds in the root process; None for nothing."""
    found = [one for one in module.RULE.findings(Measurements(sweep, **more)) if "workers" not in one.evidence]
    assert len(found) < 2
    return found[0] if found else None


def of_workers(sweep: Sweep) -> list[Finding]:
    """What all rules find in the workers of a sweep."""
    measured = Measurements(sweep)
    return [one for rule in RULES for one in rule.findings(measured) if "workers" in one.evidence]
