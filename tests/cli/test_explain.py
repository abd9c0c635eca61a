"""`explain`: a page for each code of a measured finding."""

from pathlib import Path

import pytest

from commands import sparsemem
from sparsemem.diagnose.rules import EXPLANATIONS
from sparsemem.review.rules import CODES


@pytest.mark.parametrize("code", [explanation.code for explanation in EXPLANATIONS])
def test_each_code_has_a_page_with_an_example_and_a_remedy(code: str) -> None:
    done = sparsemem(Path(), "explain", code)

    assert done.returncode == 0
    assert done.stdout.startswith(f"{code} ")
    for part in ("What it means", "How it is measured", "Example", "What to do\n  1. "):
        assert part in done.stdout


@pytest.mark.parametrize("code", CODES)
def test_each_static_rule_has_a_page_as_well(code: str) -> None:
    done = sparsemem(Path(), "explain", code)

    assert done.returncode == 0
    assert "Why it matters" in done.stdout
    assert "Instead" in done.stdout


def test_a_code_may_be_written_small() -> None:
    assert sparsemem(Path(), "explain", "sm101").stdout == sparsemem(Path(), "explain", "SM101").stdout


def test_an_unknown_code_gets_the_list_of_those_there_are() -> None:
    done = sparsemem(Path(), "explain", "SM999")

    assert done.returncode == 2
    assert done.stdout == ""
    assert "SM101" in done.stderr
    assert done.stderr.count("\n") == 1
