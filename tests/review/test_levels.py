"""What is a warning, in twenty programs a rule, and what is so and worth a note: those of `cases/levels`."""

import re
from pathlib import Path

import pytest

from review.reviewing import found_in, reviewed

HEAD = "import csv, functools, json, sys, yaml\nfrom pathlib import Path\nimport pandas as pd\n\n"
_FOLDER = Path(__file__).parent / "cases" / "levels"
_LEVEL = re.compile(r"^# --- (warning|note)\n", re.MULTILINE)


def programs(code: str) -> list[tuple[str, str, str]]:
    _, *parts = _LEVEL.split((_FOLDER / f"{code}.py").read_text(encoding="utf-8"))
    return [(code, level, text) for level, text in zip(parts[::2], parts[1::2], strict=True)]


ALL = [program for code in ("SM203", "SM211", "SM212") for program in programs(code)]


def severities(text: str, code: str) -> list[str]:
    return [one.finding.severity for one in found_in(HEAD + text, code) if one.likely]


@pytest.mark.parametrize(("code", "level", "text"), ALL)
def test_only_what_grows_with_requests_files_or_rows_is_a_warning(code: str, level: str, text: str) -> None:
    assert severities(text, code) == [level]


@pytest.mark.parametrize("code", ["SM203", "SM211", "SM212"])
def test_has_twenty_warnings(code: str) -> None:
    assert [level for _, level, _ in programs(code)].count("warning") >= 20


@pytest.mark.parametrize(("name", "query"), [("f", "SELECT sql FROM duckdb_indexes()"), ("GetTableNames", "{sql}")])
def test_a_catalogue_that_a_function_lists_is_small(name: str, query: str) -> None:
    text = f"def {name}(db, sql):\n    for (one,) in db.execute(f'{query}').fetchall():\n        run(one)"
    assert severities(text, "SM203") == []


@pytest.mark.parametrize(
    ("made", "severity"), [("Sheet('main')", "note"), ("def f():\n    return Sheet(1)", "warning")]
)
def test_instances_are_looked_for_in_the_whole_project(made: str, severity: str) -> None:
    sheet = "import functools\nclass Sheet:\n    @functools.cache\n    def links(self, kind):\n        return 1\n"
    found = reviewed({"shop.sheet": sheet, "shop.menus": f"from shop.sheet import Sheet\n\n{made}\n"}, "SM211")
    assert [one.finding.severity for one in found["shop.sheet"].candidates] == [severity]


@pytest.mark.parametrize(("folder", "severity"), [("examples", "note"), ("docs", "note"), ("shop", "warning")])
def test_what_a_program_shows_how_to_do_ends_with_it(folder: str, severity: str) -> None:
    text = "import functools\n@functools.cache\ndef page(url):\n    return load(url)\n"
    found = reviewed({f"{folder}.a": text}, "SM211")[f"{folder}.a"]
    assert [one.finding.severity for one in found.candidates] == [severity]


@pytest.mark.parametrize(("folder", "likely"), [("shop._tests", 0), ("shop.tests", 0), ("shop.other", 1)])
def test_what_lies_among_tests_of_any_spelling_is_aside(folder: str, likely: int) -> None:
    text = "import functools\n@functools.cache\ndef page(url):\n    return load(url)\n"
    assert [int(one.likely) for one in reviewed({f"{folder}.a": text}, "SM211")[f"{folder}.a"].candidates] == [likely]


@pytest.mark.parametrize(("consumed", "severity"), [("Order(*row)", "note"), ("total(row)", "warning")])
def test_a_list_of_what_is_read_whose_elements_are_all_kept(consumed: str, severity: str) -> None:
    text = "def f(frame, out):\n    rows = [tuple(one) for one in frame.iterrows()]\n    for row in rows:\n"
    found = severities(f"{text}        out.append({consumed})\n", "SM202")
    assert found == [severity]


@pytest.mark.parametrize(("otherwise", "severity"), [("{}", "note"), ("[]", "note"), ("{'none': 1}", "warning")])
def test_a_condition_that_gives_the_same_where_there_is_none(otherwise: str, severity: str) -> None:
    text = (
        f"def f(names):\n    known = (n for n in names if n)\n    return captured(known) if known else {otherwise}\n"
    )
    assert severities(text, "SM232") == [severity]
