"""The checklist: the page in the repository, and when a box is ticked."""

from pathlib import Path

import pytest

from review.reviews import NOTHING, REVIEW
from sparsemem.checklist.blank import render_page
from sparsemem.checklist.filled_in import Evidence, render_form
from sparsemem.checklist.questions import QUESTIONS
from sparsemem.diagnose.rules import RULES
from sparsemem.review.rules import CODES

_PAGE = Path(__file__).parents[2] / "CHECKLIST.md"
_ALL = frozenset(rule.code for rule in RULES)
BY_NAME = {item.name: item for item in QUESTIONS}


def line_of(name: str, evidence: Evidence, review=NOTHING) -> str:
    """The line of a question in the filled-in form."""
    return next(line for line in render_form(review, evidence).splitlines() if BY_NAME[name].question in line)


def test_the_page_is_the_one_in_the_repository() -> None:
    assert _PAGE.read_text(encoding="utf-8") == render_page()


def test_every_rule_answers_a_question() -> None:
    assert {code for item in QUESTIONS for code in item.rules} == set(CODES)


def test_the_questions_that_rules_name_are_there() -> None:
    assert {name for rule in RULES for name in rule.questions} <= BY_NAME.keys()
    assert len(BY_NAME) == len(QUESTIONS)


@pytest.mark.parametrize("name", ["cycles", "chain"])
def test_without_a_scan_a_measured_question_is_left_open(name: str) -> None:
    assert line_of(name, Evidence()).startswith("- [ ]")


def test_rules_and_scan_together_answer() -> None:
    line = line_of("chain", Evidence(judged=frozenset({"SM101"})))
    assert line.startswith("- [x]")
    assert "no findings" in line
    assert "the scan found none of SM101" in line


@pytest.mark.parametrize("item", [item for item in QUESTIONS if item.is_measured], ids=lambda item: item.name)
def test_a_box_is_ticked_only_where_every_rule_that_it_needs_was_run(item) -> None:
    needed = item.measured_by
    assert line_of(item.name, Evidence(judged=_ALL)).startswith("- [x]" if needed else "- [ ]")
    for code in needed:
        line = line_of(item.name, Evidence(judged=_ALL - {code}))
        assert line.startswith("- [ ]")
        assert f"the scan could not judge {code}" in line
    assert line_of(item.name, Evidence(judged=frozenset())).startswith("- [ ]")


@pytest.mark.parametrize("item", [item for item in QUESTIONS if item.rules], ids=lambda item: item.name)
def test_a_rule_of_review_that_was_not_run_ticks_nothing(item) -> None:
    for code in item.rules:
        line = line_of(item.name, Evidence(frozenset(CODES) - {code}, _ALL))
        assert line.startswith("- [ ]")
        assert f"{code}: not run" in line


def test_what_no_rule_measures_is_ticked_by_no_scan() -> None:
    assert line_of("settings", Evidence(judged=_ALL)).startswith("- [ ]")


def test_findings_are_the_evidence() -> None:
    evidence = Evidence(judged=_ALL, found=frozenset({"SM101"}))
    form = render_form(REVIEW, evidence)
    assert line_of("cycles", evidence, REVIEW).startswith("- [ ]")
    assert "SM221: a\\_b.\\<c\\> | keeps" in form
    assert line_of("chain", evidence).startswith("- [ ]")
    assert "  - measured: SM101" in form


def test_what_only_a_person_can_answer_is_left_to_them() -> None:
    form = render_form(NOTHING, Evidence(judged=_ALL))
    assert "left to you: Look for each `register`" in form
