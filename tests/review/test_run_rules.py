from concurrent.futures import ProcessPoolExecutor

import pytest

from review.reviewing import found_in, reviewed
from sparsemem.review.measured_sizes import NO_SIZES
from sparsemem.review.run_rules import review
from sparsemem.review.settings import Settings
from sparsemem.source.text import Source

BAD = "def total(orders):\n    return sum([order.price for order in orders])\n"


def test_a_text_that_cannot_be_parsed_is_among_the_skipped() -> None:
    found = review([Source("a.py", "a", "def f(:\n"), Source("b.py", "b", BAD)], Settings(), NO_SIZES)
    assert [skipped.path for skipped in found.skipped] == ["a.py"]
    assert "line 1" in found.skipped[0].reason
    assert [finding.code for finding in found.findings] == ["SM202"]


@pytest.mark.parametrize(
    "text",
    ["\0", "x = " + "(" * 500 + ")" * 500, "x = " + "-" * 100_000 + "1", "x = " + "a + " * 900 + "a", "\ufeff\udcff"],
)
def test_no_text_makes_it_crash(text: str) -> None:
    found = review([Source("a.py", "a", text)], Settings(), NO_SIZES)
    assert not found.findings
    assert len(found.skipped) <= 1


def test_several_processes_find_the_same() -> None:
    sources = [Source(f"{i}.py", f"m{i}", BAD + "# filling\n" * 40_000) for i in range(5)]
    with ProcessPoolExecutor(2) as pool:
        assert review(sources, Settings(), NO_SIZES, pool.map, 4) == review(sources, Settings(), NO_SIZES)


CHAIN = """
def {first}(lines):
    return [line.split() for line in lines]

def paid(orders):
    return [order for order in orders if order[1] == "paid"]

def total(lines):
    return sum(order[2] for order in paid({first}(lines)))
"""


def test_scripts_of_the_same_name_in_two_folders_do_not_hide_each_other() -> None:
    texts = {"one/load.py": CHAIN.format(first="read"), "two/load.py": CHAIN.format(first="parse")}
    found = review([Source(path, "load", text) for path, text in texts.items()], Settings(), NO_SIZES)
    chains = [one for one in found.findings if one.code == "SM201"]
    assert sorted(one.location.path for one in chains if one.location) == ["one/load.py", "two/load.py"]


def test_a_call_is_not_taken_for_a_function_of_another_script_of_the_same_name() -> None:
    twice = "def total(rows):\n    found = parsed(rows)\n    return sum(found) + max(found)\n"
    unknown = "def parsed(rows):\n    return rows.parsed()\n\n"
    lazy = "def parsed(rows):\n    yield from rows\n"
    sources = [Source("one/load.py", "load", unknown + twice), Source("two/load.py", "load", lazy)]
    assert not review(sources, Settings(), NO_SIZES).findings


def test_select_and_ignore() -> None:
    source = [Source("a.py", "a", BAD)]
    assert not review(source, Settings(select=("SM23",)), NO_SIZES).findings
    assert not review(source, Settings(ignore=("SM20",)), NO_SIZES).findings
    assert review(source, Settings(select=("SM2",), ignore=("SM21",)), NO_SIZES).findings


def test_what_is_known_to_be_small_is_hidden_and_counted() -> None:
    text = "def total():\n    return sum([2**power for power in range(8)])\n"
    source = [Source("a.py", "a", text)]
    assert review(source, Settings(), NO_SIZES).hidden == 1
    shown = review(source, Settings(small_too=True), NO_SIZES)
    assert (len(shown.findings), shown.hidden) == (1, 0)


def test_a_test_is_small_unless_it_misuses_a_generator() -> None:
    both = BAD + "\n\ndef check(rows):\n    assert (row for row in rows)\n"
    found = review([Source("tests/test_a.py", "test_a", both)], Settings(), NO_SIZES)
    assert ([finding.code for finding in found.findings], found.hidden) == (["SM232"], 1)


def test_a_finding_says_where_it_is() -> None:
    text = "class Orders:\n    def total(self, rows):\n        return sum([row.price for row in rows])\n"
    place = found_in(text, "SM202")[0].finding.location
    assert place is not None
    assert (place.path, place.line, place.function) == ("example.py", 3, "Orders.total")


@pytest.mark.parametrize(
    ("comment", "silenced"),
    [
        ("# sparsemem: ignore[SM202]", 1),
        ("# sparsemem: ignore[SM201, SM202]", 1),
        ("# sparsemem: ignore", 1),
        ("# sparsemem:ignore[sm202]", 1),
        ("# noqa: SM202", 1),
        ("# noqa: E501,SM202 - small", 1),
        ("# noqa: E501, SM202", 1),
        ("# type: ignore # noqa: SM202", 1),
        ("# sparsemem: ignore[SM201]", 0),
        ("# noqa: SM203", 0),
        ("# noqa", 0),
        ("# ignore", 0),
    ],
)
def test_comments_silence(comment: str, silenced: int) -> None:
    text = f"def total(orders):\n    return sum([order.price for order in orders])  {comment}\n"
    found = reviewed({"a": text})["a"]
    assert (found.suppressed, len(found.candidates)) == (silenced, 1 - silenced)


@pytest.mark.parametrize(("path", "shown"), [("a/test_kit/stubs.py", 0), ("a/testing/b.py", 0), ("a/latest/b.py", 1)])
def test_what_tests_are_made_of_is_aside(path: str, shown: int) -> None:
    assert len(review([Source(path, "b", BAD)], Settings(), NO_SIZES).findings) == shown
