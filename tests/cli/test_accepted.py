"""Which findings a project lives with, and for which a check still fails."""

import argparse

import pytest

from sparsemem.cli.accepted import Accepted, accepted, split
from sparsemem.model import Finding, Severity


def finding(code: str, severity: Severity = "warning", subject: str | None = None) -> Finding:
    return Finding(code, code, severity, "", subject, None, 1, {}, ())


def test_a_list_of_codes_and_subjects() -> None:
    assert accepted(" sm103, SM101:shop.*,") == (Accepted("SM103"), Accepted("SM101", "shop.*"))
    assert accepted("") == ()


def test_a_code_that_no_scan_reports_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"SM999 is no finding of a scan; there are SM101, "):
        accepted("SM999")


@pytest.mark.parametrize(
    ("level", "failing"),
    [(None, []), ("note", ["SM101", "SM103", "SM107"]), ("warning", ["SM101", "SM103"]), ("error", ["SM101"])],
)
def test_what_is_as_bad_as_the_level_or_worse_fails(level: str | None, failing: list[str]) -> None:
    findings = finding("SM101", "error"), finding("SM103"), finding("SM107", "note")
    assert [one.code for one in split(findings, level, ())[0]] == failing


@pytest.mark.parametrize(
    ("entries", "failing"),
    [
        ("SM101", ["SM103"]),
        ("SM101:shop.LABELS", ["SM103"]),
        ("SM101:shop.*", ["SM103"]),
        ("SM101:shop", ["SM101", "SM103"]),
        ("SM103:x", ["SM101", "SM103"]),
        ("SM103", ["SM101"]),
    ],
)
def test_what_is_accepted_does_not_fail(entries: str, failing: list[str]) -> None:
    findings = finding("SM101", subject="shop.LABELS"), finding("SM103")
    rest, covered = split(findings, "warning", accepted(entries))
    assert [one.code for one in rest] == failing
    assert {one.code for one in covered} == {"SM101", "SM103"} - set(failing)
