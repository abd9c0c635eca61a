"""Modules in which what is new is counted: they do what they did, and the counts are right."""

import subprocess
import sys
from pathlib import Path

import pytest

from sparsemem.measure.verify.counting import changed_lines, instrument
from sparsemem.measure.verify.run_counts import Count, read_counts

BEFORE = '''"""Documented."""
from __future__ import annotations

def read(n):
    return [i for i in range(n)]

class Shop:
    def total(self, n):
        squares = [i * i for i in read(n)]
        return sum(squares)

def old(n):
    return (i for i in range(n))

print(Shop().total(5), sum(old(3)), __doc__)
for line in "ab":
    print(line)
'''
AFTER = '''"""Documented."""
from __future__ import annotations

def _iter_read(n):
    for i in range(n):
        yield i

def read(n):
    return list(_iter_read(n))

class Shop:
    def total(self, n):
        squares = (i * i for i in _iter_read(n))
        return sum(squares)

def old(n):
    return (i for i in range(n))

print(Shop().total(5), sum(old(3)), __doc__)
for line in iter("ab"):
    print(line)
'''


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    folder = tmp_path / "counts"
    folder.mkdir()
    return folder


def run(text: str) -> str:
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout


def test_the_lines_that_are_new() -> None:
    assert changed_lines("a\nb\nc\n", "a\nx\ny\nc\nd\n") == {2, 3, 5}
    assert changed_lines(BEFORE, BEFORE) == frozenset()


def test_what_is_new_is_counted_and_what_is_old_is_not(counts: Path) -> None:
    assert run(instrument("shop.py", BEFORE, AFTER, counts)) == run(BEFORE)
    assert read_counts(counts) == {
        ("shop.py", "_iter_read"): Count(1, 5),
        ("shop.py", "Shop.total"): Count(1, 5),
        ("shop.py", ""): Count(1, 2),
    }


def test_the_twin_of_another_module_is_counted_by_its_name(counts: Path) -> None:
    before = "import math\ndef total():\n    return sum(math.%s(3))\n"
    after = f"{before}math._iter_rows = lambda n: iter([1, 2])\ntotal()\n" % "_iter_rows"
    run(instrument("a.py", before % "rows", after, counts))
    assert read_counts(counts) == {("a.py", "_iter_rows"): Count(1, 2), ("a.py", "total"): Count(1, 2)}


def test_a_twin_that_is_handed_on_is_counted_where_that_is_done(counts: Path) -> None:
    before = (
        "import math\nmath._iter_rows = lambda n: iter([1, 2])\nfor step in [math.%s]:\n    print(sum(step(3)))\n"
    )
    run(instrument("a.py", before % "rows", before % "_iter_rows", counts))
    assert read_counts(counts)["a.py", "_iter_rows"] == Count(1, 2)


def test_a_generator_that_was_left_early_counts_as_far_as_it_went(counts: Path) -> None:
    after = "g = (i for i in range(10))\nnext(g); next(g)\ndel g\n"
    run(instrument("a.py", "", after, counts))
    assert read_counts(counts) == {("a.py", ""): Count(1, 2)}


def test_a_generator_that_was_never_begun_never_ran(counts: Path) -> None:
    run(instrument("a.py", "", "g = (i for i in range(10))\n", counts))
    assert read_counts(counts) == {}


def test_exceptions_come_through(counts: Path) -> None:
    after = "g = (1 // i for i in (1, 0))\ntry:\n    list(g)\nexcept ZeroDivisionError as error:\n    print(error)\n"
    assert run(instrument("a.py", "", after, counts)) == run(after)
    assert read_counts(counts) == {("a.py", ""): Count(1, 1)}


def test_a_name_for_a_source_that_was_read_whole_is_counted(tmp_path: Path) -> None:
    """The loop over it stands in a line that did not change."""
    before = "source = iter([1, 2, 3])\nrows = list(source)\n\nfor row in rows:\n    print(row)\n"
    after = before.replace("list(source)", "source")
    script = tmp_path / "script.py"
    script.write_text(instrument("script.py", before, after, tmp_path / "counts"))
    (tmp_path / "counts").mkdir()
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n2\n3\n"
    assert list(read_counts(tmp_path / "counts").values()) == [Count(1, 3)]


def test_a_source_that_was_read_whole_into_a_name_is_counted(tmp_path: Path) -> None:
    before = "def main(cursor):\n    rows = cursor.fetchall()\n    for row in rows:\n        print(row)\n"
    text = instrument("a.py", before, before.replace(".fetchall()", ""), tmp_path)
    assert "rows = _sparsemem_counted['count']('a.py\\tmain\\t2:11', cursor)" in text
    untouched = "def main(cursor):\n    rows = other\n    for row in rows:\n        print(row)\n"
    assert "'count'" not in instrument("a.py", before, untouched, tmp_path).replace("count_calls", "")


def test_what_a_new_call_is_given_is_counted_apart_from_the_loops_around(counts: Path) -> None:
    """Also the views of a dict, and iterators of Python's own."""
    before = "from heapq import nsmallest\nnames = {1: 'a', 2: 'b'}\nfor _ in 'abcd': pass\n"
    after = before.replace("in 'abcd'", "in iter('abcd')")
    after += "print(nsmallest(1, names.items()), nsmallest(1, map(abs, [3, 1, 2])))\n"
    assert run(instrument("a.py", before, after, counts, frozenset({""}))) == "[(1, 'a')] [1]\n"
    assert read_counts(counts) == {("a.py", "="): Count(1, 3), ("a.py", ""): Count(1, 4)}
