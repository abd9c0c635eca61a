"""From source texts to a review: facts of every module first, then every rule on every module."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sparsemem.model import Finding, Location, Remedy, Review, Skipped
from sparsemem.review.feeding import fed_by
from sparsemem.review.index.facts import ModuleFacts
from sparsemem.review.index.project import Project
from sparsemem.review.index.summary import summarise
from sparsemem.review.measured_sizes import Sizes
from sparsemem.review.ranking import ranked, severity_of
from sparsemem.review.result import Candidate, Reviewed
from sparsemem.review.rule import Hit, Likely, Rule
from sparsemem.review.rules import RULES
from sparsemem.review.settings import Settings
from sparsemem.review.suppression import is_suppressed
from sparsemem.source import Module
from sparsemem.source.text import TOO_DEEP, Source, UnreadableError, told_apart

Each = Callable[[Callable[..., Any], list[list[Source]]], Iterable[Any]]
"""Applies a function to each part of the work, in order: `map`, or that of a pool of processes."""


def review(sources: Sequence[Source], settings: Settings, sizes: Sizes, each: Each = map, parts: int = 1) -> Review:
    """Review all texts as one project, in so many parts. Texts that cannot be parsed are among the skipped."""
    sources = told_apart(sources)
    shares = _shares(sources, parts)
    rules = [rule.code for rule in RULES if settings.selects(rule.code)]
    project = Project(facts for share in each(facts_of, shares) for facts in share)
    found = each(partial(_reviews, project=project, codes=rules), shares)
    named = sizes.named({source.path: source.module for source in sources})
    return _joined([reviewed for share in found for reviewed in share], settings, named)


def review_source(source: Source, project: Project, rules: Iterable[Rule] = RULES) -> Reviewed:
    """The findings of some rules in one text, with the facts of the project around it."""
    try:
        module = Module(source)
    except UnreadableError as error:
        return Reviewed(skipped=Skipped(source.path, str(error)))
    try:
        hits = [(rule, hit) for rule in rules for hit in rule.check(module, project)]
    except RecursionError:
        return Reviewed(skipped=Skipped(source.path, TOO_DEEP))
    lines = source.text.splitlines()
    shown = [(rule, hit) for rule, hit in hits if not is_suppressed(lines, hit.node, rule.code)]
    if _is_test(source.path):
        shown = [(rule, replace(hit, likely=Likely.SMALL) if rule.about_size else hit) for rule, hit in shown]
    candidates = (
        Candidate(_finding(module, rule, hit), hit.likely, fed_by(module, project, hit), rule.about_size)
        for rule, hit in shown
    )
    return Reviewed(tuple(candidates), suppressed=len(hits) - len(shown))


def _is_test(path: str) -> bool:
    """Whether a file is a test by its name: what a test builds is small and short-lived."""
    name = path.rpartition("/")[2]
    return name.startswith("test_") or name.endswith("_test.py")


def facts_of(sources: Iterable[Source]) -> list[ModuleFacts]:
    """The facts of every text that can be parsed."""
    found = []
    for source in sources:
        try:
            found.append(summarise(Module(source)))
        except (UnreadableError, RecursionError):
            continue  # reported when the rules are run
    return found


def _finding(module: Module, rule: Rule, hit: Hit) -> Finding:
    line: int = hit.node.lineno  # type: ignore[attr-defined]
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity_of(rule, hit),
        message=hit.message,
        subject=hit.subject,
        location=Location(module.source.path, line, module.function_name(hit.node)),
        bytes=None,
        evidence={"likely": hit.likely.name.lower(), **hit.evidence},
        remedies=(Remedy(hit.remedy or rule.remedy),),
    )


def _shares(sources: Sequence[Source], parts: int) -> list[list[Source]]:
    """The texts in parts of about the same size."""
    largest_first = sorted(sources, key=lambda source: -len(source.text))
    return [share for i in range(parts) if (share := largest_first[i::parts])]


def _reviews(sources: list[Source], project: Project, codes: list[str]) -> list[Reviewed]:
    rules = [rule for rule in RULES if rule.code in codes]
    return [review_source(source, project, rules) for source in sources]


def _joined(reviewed: list[Reviewed], settings: Settings, sizes: Sizes) -> Review:
    shown, hidden = ranked((c for part in reviewed for c in part.candidates), sizes, settings.small_too)
    return Review(
        findings=tuple(shown),
        hidden=hidden,
        suppressed=sum(part.suppressed for part in reviewed),
        skipped=tuple(sorted((part.skipped for part in reviewed if part.skipped), key=lambda skipped: skipped.path)),
    )
