"""The verdict: which finding comes first, what explains which, and what they come to."""

from collections.abc import Mapping
from dataclasses import replace

from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.rules import RULES
from sparsemem.diagnose.ruling.runtime_rule import RuntimeRule
from sparsemem.model import Finding, Run, Sweep, Verdict
from sparsemem.units import MB

SPREAD_SHARE, SPREAD_BYTES = 0.15, 10 * MB
"""Repeats of one scale that differ by more than both are too far apart to call a program healthy."""

BY_CODE: Mapping[str, RuntimeRule] = {rule.code: rule for rule in RULES}


def order(found: list[Finding], rules: Mapping[str, RuntimeRule] = BY_CODE) -> tuple[Finding, ...]:
    """What was found, the one that decides the verdict first; the order of the rules settles ties.

    Waste, which has no verdict of its own, stands behind what decides one: a leak of equal values is to be ended, and
    not to be made smaller.
    """

    def rank(one: Finding) -> tuple[bool, bool, float]:
        return one.loud, one.loud and rules[one.code].family is not None, weight(one, rules)

    return tuple(sorted(found, key=rank, reverse=True))


def weight(finding: Finding, rules: Mapping[str, RuntimeRule] = BY_CODE) -> float:
    """What a finding counts in the verdict: its bytes, times what one of them counts. Of repeats that differ what
    stays counts as in the one where most stayed, and what passes as where least passed."""
    rule = rules[finding.code]
    return rule.weight * rule.of_repeats(finding.evidence.get("bytes_by_repeat") or [finding.bytes or 0])


def explain(found: tuple[Finding, ...], rules: Mapping[str, RuntimeRule] = BY_CODE) -> tuple[Finding, ...]:
    """The findings, each tied to the loud ones that are its cause; some of these stand before what they explain."""
    for cause in [one for one in found if one.loud]:
        tied = [one for one in found if one is not cause and _is_cause(cause, one, rules)]
        told = [replace(one, explained_by=(*one.explained_by, cause.code)) for one in tied]
        if rules[cause.code].leads and tied:
            rest = [one for one in found if one not in tied]
            place = rest.index(cause) + 1
            found = (*rest[:place], *told, *rest[place:])
        else:
            found = tuple(told[tied.index(one)] if one in tied else one for one in found)
    return found


def _is_cause(cause: Finding, effect: Finding, rules: Mapping[str, RuntimeRule]) -> bool:
    rule, other = rules[cause.code], rules[effect.code]
    declared = effect.code in rule.explains or cause.code in other.explained_by
    return declared and rule.accounts_for(cause, effect)


def decide(sweep: Sweep, findings: tuple[Finding, ...], rules: Mapping[str, RuntimeRule] = BY_CODE) -> Verdict:
    """The family of the loud finding with the most weight; where there is none, healthy or inconclusive."""
    loud = [finding for finding in findings if finding.loud and rules[finding.code].family is not None]
    family = rules[max(loud, key=lambda one: weight(one, rules)).code].family if loud else None
    if family is not None:
        return family
    if len(sweep.plan.scales) < 2:
        return "healthy" if is_accounted_for(sweep) else "inconclusive"
    whole = all(run.is_whole for run in sweep.completed())
    if len(sweep.completed_scales) < 2 or not whole or only_sized(sweep):
        return "inconclusive"
    if repeats_differ(sweep) or hides_much(sweep):
        return "inconclusive"
    return "healthy"


LATE_SHARE = 0.8
"""Of its peak: where a program that left by itself held as much at the last look, that stands for its end."""


def is_accounted_for(sweep: Sweep) -> bool:
    """Whether every run at the one scale came to its end, and the ledger of one closes: it is known what is alive.

    Then nothing over its bound is a clear no at this size; growth with the data was not looked at.
    """
    runs = sweep.completed()
    return any(map(_is_seen, runs)) and all(run.is_whole for run in runs)


def _is_seen(run: Run) -> bool:
    """Whether it is known what was alive at its end, or at a look that saw nearly all that it ever held."""
    end = run.moments.end
    if end is None or end.live_bytes is None:
        return False
    return run.last is None or end.rss_bytes >= LATE_SHARE * (run.peak_rss_bytes or 0)


def only_sized(sweep: Sweep) -> bool:
    """Whether nothing but the size of the largest scale is known: its end was not reached, and what the last look saw
    could not be read."""
    runs = sweep.completed(sweep.completed_scales[-1]) if sweep.completed_scales else []
    return all(run.last is not None and run.last.moment.ledger is None for run in runs)


def hides_much(sweep: Sweep) -> bool:
    """Whether an allocator that does not tell live memory from free may hold what a finding would be loud about."""
    for run in sweep.completed(sweep.completed_scales[-1]):
        end = run.moments.end
        if end and end.ledger and end.live_bytes is None and end.anonymous_bytes:
            level = severity(end.ledger.unattributed_bytes or 0, end.anonymous_bytes)
            if level in ("error", "warning"):
                return True
    return False


def repeats_differ(sweep: Sweep) -> bool:
    """Whether the RSS at the end differs too much between the repeats of a scale."""
    for scale in sweep.completed_scales:
        sizes = [run.moments.end.rss_bytes for run in sweep.completed(scale) if run.moments.end]
        spread = max(sizes) - min(sizes)
        if spread > SPREAD_BYTES and spread > SPREAD_SHARE * min(sizes):
            return True
    return False
