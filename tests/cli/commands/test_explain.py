"""`explain`: a page for each code of a finding, each transform and each reason of rewrite."""

from pathlib import Path

import pytest

from commands import sparsemem
from sparsemem.cli.commands.explain import find_page
from sparsemem.diagnose.rules import RULES
from sparsemem.report.words.page_text import render_page
from sparsemem.review.rules import CODES
from sparsemem.rewrite import Reason, Transform


def page(name: str) -> str:
    found = find_page(name)
    assert found is not None
    return render_page(found)


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_each_code_has_a_page_with_an_example_and_a_remedy(code: str) -> None:
    found = page(code)
    assert found.startswith(f"{code} ")
    for part in ("What it means", "How it is measured", "Example", "What to do\n  1. "):
        assert part in found


@pytest.mark.parametrize("code", CODES)
def test_each_static_rule_has_a_page_as_well(code: str) -> None:
    found = page(code.lower())
    assert found.startswith(code)
    for title in ("Finds", "Why it matters", "Example", "Instead", "When that is safe"):
        assert f"\n{title}\n" in found
    assert max(map(len, found.splitlines())) <= 100


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.value)
def test_each_reason_is_one_sentence_and_has_a_way_out(reason: Reason) -> None:
    found = " ".join(page(reason.value).split())
    assert reason.sentence in found
    assert reason.way_out in found
    assert reason.sentence.endswith(".")
    assert not reason.way_out.endswith(".")
    assert reason.value == reason.name.lower()


@pytest.mark.parametrize("transform", Transform, ids=lambda transform: transform.value)
def test_each_transform_is_explained(transform: Transform) -> None:
    assert transform.sentence in " ".join(page(transform.value.upper()).split())


def test_every_page_has_a_name_of_its_own() -> None:
    names = [rule.code for rule in RULES] + [*CODES]
    names += [member.value for enumeration in (Reason, Transform) for member in enumeration]
    assert len({name.lower() for name in names}) == len(names)
    assert find_page("no_such_reason") is None


@pytest.mark.parametrize("name", ["SM101", "SM201", "length_taken"])
def test_the_command_prints_the_page(name: str) -> None:
    done = sparsemem(Path(), "explain", name)
    assert (done.returncode, done.stdout) == (0, page(name))


def test_a_code_may_be_written_small() -> None:
    assert sparsemem(Path(), "explain", "sm101").stdout == sparsemem(Path(), "explain", "SM101").stdout


def test_an_unknown_code_gets_the_list_of_those_there_are() -> None:
    done = sparsemem(Path(), "explain", "SM999")

    assert done.returncode == 2
    assert done.stdout == ""
    assert "SM101" in done.stderr
    assert done.stderr.count("\n") == 1
