import ast

import pytest

from review.cases import Case, cases
from review.reviewing import found_in
from sparsemem.review.rule import Likely
from sparsemem.review.rules import CODES, RULES

ALL = [case for code in CODES for case in cases(code)]


def shown_lines(text: str, code: str) -> set[int]:
    return {
        candidate.finding.location.line
        for candidate in found_in(text, code)
        if candidate.finding.location and candidate.likely is not Likely.SMALL
    }


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.code} {'bad' if case.bad else 'good'}: {case.name}")
def test_finds_what_is_due_and_nothing_else(case: Case) -> None:
    assert bool(case.due) is case.bad
    assert shown_lines(case.text, case.code) == case.due


@pytest.mark.parametrize("code", CODES)
def test_has_ten_examples_of_each_kind(code: str) -> None:
    kinds = [case.bad for case in cases(code)]
    assert kinds.count(True) >= 10
    assert kinds.count(False) >= 10


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_documentation_is_true(rule: object) -> None:
    assert shown_lines(rule.example, rule.code)
    assert not shown_lines(rule.instead, rule.code)
    ast.parse(rule.example)


@pytest.mark.parametrize(("other", "severity"), [("[]", "note"), ("iter(())", "note"), ("None", "warning")])
def test_a_condition_does_no_harm_where_both_ways_give_nothing(other: str, severity: str) -> None:
    text = "def f(xs):\n    found = filter(None, xs)\n    if found:\n        return sorted(found)\n    else:\n"
    assert [one.finding.severity for one in found_in(f"{text}        return {other}\n", "SM232")] == [severity]


@pytest.mark.parametrize(
    ("tail", "found"), [("raise ValueError(xs)", False), ("print(xs)", True)], ids=["to be nothing", "used"]
)
def test_what_is_left_of_an_iterator_may_be_asked_for(tail: str, found: bool) -> None:
    text = f"def f(xs):\n    rest = iter(xs)\n    print(list(rest))\n    if len(list(rest)) > 0:\n        {tail}\n"
    assert bool(found_in(text, "SM231")) is found


@pytest.mark.parametrize(("source", "severity"), [("rows", "note"), ("cursor.fetchall()", "warning")])
def test_a_name_alone_makes_no_warning(source: str, severity: str) -> None:
    copied = f"def f(rows, cursor):\n    return sorted(list({source}))\n"
    assert [one.finding.severity for one in found_in(copied, "SM204")] == [severity]


@pytest.mark.parametrize(("method", "said"), [("__del__", True), ("close", False)])
def test_a_finalizer_in_a_cycle_is_told(method: str, said: bool) -> None:
    step = "class Step:\n    def __init__(self, build):\n        self.build = build\n\n\nclass Build:\n"
    text = f"{step}    def __init__(self, names):\n        self.steps = [Step(self) for _ in names]\n\n"
    found = found_in(f"{text}    def {method}(self):\n        print(self)\n", "SM221")
    assert [("__del__" in one.finding.message) for one in found] == [said]
