from pathlib import Path

from review.reviews import NOTHING, REVIEW
from sparsemem.review.checklist.form import render_form
from sparsemem.review.checklist.items import ITEMS
from sparsemem.review.checklist.page import render_page
from sparsemem.review.rules import CODES

_PAGE = Path(__file__).parents[3] / "CHECKLIST.md"
_CYCLES = ITEMS[0].question


def line_of(form: str, question: str) -> str:
    return next(line for line in form.splitlines() if question in line)


def test_the_page_is_the_one_in_the_repository() -> None:
    assert _PAGE.read_text(encoding="utf-8") == render_page()


def test_every_rule_answers_a_question() -> None:
    assert {code for item in ITEMS for code in item.rules} == set(CODES)


def test_without_a_scan_a_measured_question_is_left_open() -> None:
    assert line_of(render_form(NOTHING, None), _CYCLES).startswith("- [ ]")


def test_rules_and_scan_together_answer() -> None:
    line = line_of(render_form(NOTHING, frozenset()), _CYCLES)
    assert line.startswith("- [x]")
    assert "no findings" in line
    assert "the scan found none of SM130, SM131" in line


def test_findings_are_the_evidence() -> None:
    form = render_form(REVIEW, frozenset({"SM130"}))
    assert line_of(form, _CYCLES).startswith("- [ ]")
    assert "SM221: a\\_b.\\<c\\> | keeps" in form
    assert "  - measured: SM130" in form


def test_what_only_a_person_can_answer_is_left_to_them() -> None:
    form = render_form(NOTHING, frozenset())
    assert "left to you: Look for each `register`" in form
