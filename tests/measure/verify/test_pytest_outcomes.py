"""The outcomes of tests, from recorded reports of pytest 8."""

import pytest

from sparsemem.measure.verify.pytest_outcomes import parse_outcomes

RECORDED = """<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" \
errors="1" failures="1" skipped="1" tests="5" time="0.026" timestamp="2026-11-21T07:41:02.113114+00:00" \
hostname="host"><testcase classname="tests.test_a" name="test_good" time="0.000" /><testcase \
classname="tests.test_a.TestX" name="test_bad[1]" time="0.000"><failure message="assert 1 == 2">def test_bad(): \
assert 1 == 2</failure></testcase><testcase classname="tests.test_a" name="test_setup" time="0.000"><error \
message="failed on setup">x</error></testcase><testcase classname="tests.test_a" name="test_skipped" \
time="0.000"><skipped type="pytest.skip" message="no">a.py:1: no</skipped></testcase><testcase classname="" \
name="tests.test_b" time="0.000"><error message="collection failure">x</error></testcase></testsuite></testsuites>"""


def test_a_line_for_each_test() -> None:
    assert parse_outcomes(RECORDED) == [
        "tests.test_a.test_good: passed",
        "tests.test_a.TestX.test_bad[1]: failure",
        "tests.test_a.test_setup: error",
        "tests.test_a.test_skipped: skipped",
        "tests.test_b: error",
    ]


@pytest.mark.parametrize("text", ["", RECORDED[:400], "<html></html>", "no tests ran"])
def test_a_text_that_is_none_has_no_outcomes(text: str) -> None:
    assert parse_outcomes(text) == []
