import json

import pytest

from review.reviewing import found_in
from review.reviews import LARGE
from sparsemem.errors import InputError
from sparsemem.review.measured_sizes import NO_SIZES, Size, Sizes, parse_measured
from sparsemem.review.ranking import ranked
from sparsemem.review.result import Candidate
from sparsemem.review.rule import Likely

TWO = """def first(rows):
    return sum([float(row) for row in rows])


def other(values):
    return sum([float(value) for value in values])
"""
READ = "def {0}(cursor):\n    records = cursor.fetchall()\n    return sum([row for row in records])\n"


def test_likely_large_comes_first() -> None:
    text = TWO.replace("rows", "xs").partition("def other")[0] + READ.format("other")
    found, _ = ranked(found_in(text, "SM202"), NO_SIZES, small_too=False)
    assert [finding.location.function for finding in found if finding.location] == ["other", "first"]
    assert [finding.severity for finding in found] == ["warning", "note"]


def test_measured_size_comes_before_likely_size() -> None:
    sizes = Sizes({}, {("example.py", "other"): Size(1_000_000, 314_572_800)})
    found, _ = ranked(found_in(TWO), sizes, small_too=False)
    assert [finding.location.function for finding in found if finding.location] == ["other", "first"]
    assert (found[0].bytes, found[0].severity, found[0].evidence["elements"]) == (314_572_800, "error", 1_000_000)


@pytest.mark.parametrize(("elements", "hidden"), [(10, 1), (11, 0), (None, 0)])
def test_what_never_had_over_ten_elements_is_hidden(elements: int | None, hidden: int) -> None:
    sizes = Sizes({("example.py", 2): Size(elements, 800)}, {})
    assert ranked(found_in(TWO), sizes, small_too=False)[1] == hidden


def test_a_measurement_brings_out_what_looked_small() -> None:
    sizes = Sizes({("shop/orders.py", 12): Size(5000, 1 << 30)}, {})
    shown, hidden = ranked([Candidate(LARGE, Likely.SMALL)], sizes, small_too=False)
    assert (len(shown), hidden) == (1, 0)


def test_sizes_of_a_saved_scan() -> None:
    row = {"path": "example.py", "line": 2, "function": "first", "elements": 7, "bytes": None}
    measured = parse_measured(json.dumps({"sizes": [row], "findings": [{"code": "SM101"}]}), "scan.json")
    assert measured.sizes.by_line == {("example.py", 2): Size(7, None)}
    assert measured.sizes.by_function == {("example.py", "first"): Size(7, None)}
    assert measured.codes == {"SM101"}


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"sizes": 3}'])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"scan\.json"):
        parse_measured(text, "scan.json")


CHAIN = """def load(path):
    return [line for line in open(path)]


def clean(rows):
    return [row for row in rows if row]


class Shop:
    def rows(self):
        return [row for row in range(9)]

    def total(self):
        found = self.rows()
        return sum([row for row in found])


kept = clean(load("a"))
"""


def test_what_a_finding_is_fed_by() -> None:
    fed = {candidate.finding.code: candidate.fed_by for candidate in found_in(CHAIN, "SM201", "SM202")}
    assert set(fed["SM201"]) == {"example.load", "example.clean"}
    assert "example.Shop.rows" in fed["SM202"]


@pytest.mark.parametrize("feeding", ["load", "clean"])
def test_a_chain_at_the_top_level_has_the_size_of_its_largest_stage(feeding: str) -> None:
    sizes = Sizes({}, {("example.py", feeding): Size(5000, 40_000)}).named({"example.py": "example"})
    found, _ = ranked(found_in(CHAIN, "SM201"), sizes, small_too=False)
    assert (found[0].bytes, found[0].evidence["elements"]) == (40_000, 5000)


def test_one_large_feeder_is_enough_and_only_small_ones_hide() -> None:
    small = {("example.py", "load"): Size(3, 90)}
    assert ranked(found_in(CHAIN, "SM201"), Sizes({}, small).named({"example.py": "example"}), False)[1] == 1
    both = Sizes({}, small | {("example.py", "clean"): Size(11, 150)}).named({"example.py": "example"})
    assert ranked(found_in(CHAIN, "SM201"), both, small_too=False)[1] == 0


def test_a_size_without_the_elements_makes_nothing_less_severe() -> None:
    sizes = Sizes({}, {("example.py", "other"): Size(5000, 40_000)})
    found, _ = ranked(found_in(READ.format("other"), "SM202"), sizes, small_too=False)
    assert (found[0].location and found[0].location.function, found[0].severity) == ("other", "warning")


def test_a_misused_generator_is_wrong_at_any_size() -> None:
    text = "def rows():\n    yield 1\n\ndef f():\n    found = rows()\n    return len(found)\n"
    sizes = Sizes({}, {("example.py", "f"): Size(1, 56)})
    assert ranked(found_in(text), sizes, small_too=False)[1] == 0


def test_functions_of_one_name_have_the_size_of_the_larger() -> None:
    rows = [{"path": "a.py", "line": 2, "function": "f.<locals>.g", "elements": n, "bytes": None} for n in (9, 70, 8)]
    measured = parse_measured(json.dumps({"sizes": rows}), "scan.json")
    assert measured.sizes.by_function == {("a.py", "f.g"): Size(70, None)}


@pytest.mark.parametrize(("bound", "severity"), [("maxsize=100", "note"), ("maxsize=None", "warning")])
def test_a_bounded_cache_on_a_method_is_no_warning(bound: str, severity: str) -> None:
    text = f"import functools\nclass A:\n    @functools.lru_cache({bound})\n    def f(self, ip):\n        return ip\n"
    found, _ = ranked(found_in(text, "SM211"), NO_SIZES, small_too=False)
    assert [finding.severity for finding in found] == [severity]


@pytest.mark.parametrize(
    ("line", "said", "not_said"),
    [
        ("self.cb = self.draw", "WeakMethod", "argument"),
        ("self.cb = None if x else self.draw", "WeakMethod", "argument"),
        ("self.cb = lambda: self", "weakref.ref", "WeakMethod"),
    ],
)
def test_a_weak_method_is_advised_where_there_is_a_method(line: str, said: str, not_said: str) -> None:
    text = f"class A:\n    def __init__(self, x):\n        {line}\n\n    def draw(self):\n        return 1\n"
    (found,) = (one.finding for one in found_in(text, "SM223"))
    assert said in found.remedies[0].text
    assert not_said not in found.remedies[0].text


def test_a_recursion_inside_is_to_be_moved_out() -> None:
    text = "def f(a):\n    kept = []\n    def walk(n):\n        kept.append(n)\n        walk(n - 1)\n    walk(a)\n"
    (found,) = (one.finding for one in found_in(text, "SM223"))
    assert "pass what it needs as arguments" in found.remedies[0].text


def test_what_is_taken_before_the_call_is_not_spent() -> None:
    text = "def f(rows):\n    items = (row for row in rows)\n    return sum(items, next(items))\n"
    assert list(found_in(text, "SM231")) == []


@pytest.mark.parametrize("bound", ["maxsize=1024", "", "None"])
def test_an_lru_cache_with_a_bound_is_not_called_unbounded(bound: str) -> None:
    text = f"import functools\n\n\n@functools.lru_cache({bound})\ndef f(url):\n    return url\n"
    assert [one.finding.severity for one in found_in(text, "SM211")] == (["warning"] if bound == "None" else [])


def test_a_method_whose_cache_got_a_bound_is_not_called_unbounded() -> None:
    text = (
        "import functools\nclass A:\n    @functools.lru_cache(maxsize=100)\n    def f(self, x):\n        return x\n"
    )
    (found,) = (one.finding for one in found_in(text, "SM211"))
    assert "does not grow beyond its bound" in found.message


@pytest.mark.parametrize(("end", "severity"), [("break", "note"), ("print(batch)", "warning")])
def test_a_loop_that_ends_itself_is_no_fault(end: str, severity: str) -> None:
    text = "def f(xs):\n    it = iter(xs)\n    while it:\n        batch = take(it, 9)\n"
    found = [one.finding for one in found_in(f"{text}        if not batch:\n            {end}\n", "SM232")]
    assert [one.severity for one in found] == [severity]


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("found = found or []", "note"),
        ("found = found or [0]", "warning"),
        ("found = xs and map(str, xs) or [str(x) for x in ys]", "note"),
        ("found = found or None", "warning"),
        ("if found: pass", "warning"),
    ],
)
def test_nothing_in_place_of_a_generator_is_no_fault(line: str, severity: str) -> None:
    text = f"def f(xs):\n    found = filter(None, xs)\n    {line}\n    return found\n"
    assert [one.finding.severity for one in found_in(text, "SM232")] == [severity]


def test_whether_there_is_an_iterator_is_asked_by_its_exception() -> None:
    text = "def f(xs, ys):\n    if len(xs) == 1 and iter(xs[0]):\n        return list(xs[0])\n"
    assert [one.finding.severity for one in found_in(text, "SM232")] == ["note"]


@pytest.mark.parametrize(("after", "severity"), [("", "note"), ("        print(len(xs))\n", "warning")])
def test_a_condition_around_a_loop_alone_is_no_fault(after: str, severity: str) -> None:
    text = (
        "def f(xs):\n    found = filter(None, xs)\n    if found:\n        for one in found:\n            print(one)\n"
    )
    assert [one.finding.severity for one in found_in(text + after, "SM232")] == [severity]
