"""What comes out as text, transform by transform, and what is left as it was."""

import pytest

from sparsemem.rewrite import Tier, rewrite

LAZY_TWIN = (
    '''\
def squares(count: int, power: int = 2) -> list[int]:
    """All of them.

    >>> squares(2)
    [0, 1]
    """
    found: list[int] = []  # empty
    for number in range(count):
        # größer
        found.append(number + power)  # why
    return found


def main():
    for square in squares(3):
        print(square)
''',
    '''\
from collections.abc import Iterator


def squares(count: int, power: int = 2) -> list[int]:
    """All of them.

    >>> squares(2)
    [0, 1]
    """
    return list(_iter_squares(count, power))


def _iter_squares(count: int, power: int = 2) -> Iterator[int]:
    # empty
    for number in range(count):
        # größer
        yield number + power  # why


def main():
    for square in _iter_squares(3):
        print(square)
''',
)
LOCAL_GENERATOR = (
    "def main(count):\n    names = [f'{n}' for n in range(3)]  # some\n    for name in names:\n        print(name)\n",
    "def main(count):\n    names = (f'{n}' for n in range(3))  # some\n    for name in names:\n        print(name)\n",
)
LOOPS_IN_LOOPS = (
    "def main():\n    found = []\n    for row in [[1], [2, 3]]:\n        for part in row:\n"
    "            found.append(part)\n    print(sum(found))\n",
    "def main():\n    def _iter_found():\n        for row in [[1], [2, 3]]:\n            for part in row:\n"
    "                yield part\n\n    found = _iter_found()\n    print(sum(found))\n",
)
CARRIED = (
    "def main():\n    found = []\n    left = 4\n    while left > 0:\n        found.append(left)\n"
    "        left -= 1\n    print(sum(found))\n",
    "def main():\n    left = 4\n\n    def _iter_found(left):\n        while left > 0:\n            yield left\n"
    "            left -= 1\n\n    found = _iter_found(left)\n    print(sum(found))\n",
)
LOCAL_LOOP = (
    "def main():\n\tfound = []\n\tfor n in range(3):\n\t\t# odd\n\t\tif n % 2:\n\t\t\tfound.append(n)\n"
    "\tprint(sum(found))\n",
    "def main():\n\tdef _iter_found():\n\t\tfor n in range(3):\n\t\t\t# odd\n\t\t\tif n % 2:\n\t\t\t\tyield n\n\n"
    "\tfound = _iter_found()\n\tprint(sum(found))\n",
)
SHORT_LOOP = (
    "def main():\n    found = []\n    for n in range(3):\n        if n:\n            found.append(n)\n"
    "    print(sum(found))\n",
    "def main():\n    found = (n for n in range(3) if n)\n    print(sum(found))\n",
)
DICT_PAIRS = (
    "def doubled(rows):\n    return {key: value * 2 for key, value in rows.items()}\n\n\n"
    "def main():\n    for key, value in doubled({1: 2}).items():\n        print(key, value)\n",
    "def doubled(rows):\n    return dict(_iter_doubled(rows.items()))\n\n\n"
    "def _iter_doubled(rows):\n    return ((key, value * 2) for key, value in rows)\n\n\n"
    "def main():\n    for key, value in _iter_doubled({1: 2}.items()):\n        print(key, value)\n",
)
READ_ITERATION = (
    "def main(path):\n    count = 0\n    with open(path) as file:\n        for line in file.readlines():  # all\n"
    "            count += 1\n    return count\n",
    "def main(path):\n    count = 0\n    with open(path) as file:\n        for line in file:  # all\n"
    "            count += 1\n    return count\n",
)
FETCH_ITERATION = (
    "import sqlite3\n\n\ndef main(path):\n    count = 0\n    database = sqlite3.connect(path)\n"
    "    for row in database.execute('select 1').fetchall():\n        count += 1\n    return count\n",
    "import sqlite3\n\n\ndef main(path):\n    count = 0\n    database = sqlite3.connect(path)\n"
    "    for row in database.execute('select 1'):\n        count += 1\n    return count\n",
)
HOUSE_STYLE = (
    """\
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def numbers_of_all_customers(first: int, last: int, *,
                             step: int = 1) -> list[int]:
    return [number + step for number in range(first, last)]


def main(rows: Sequence[int], show: Callable[[int], str]) -> None:
    if rows:
        for number in numbers_of_all_customers(1_000_000, 2_000_000, step=100_000):
            print(number)
""",
    """\
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def numbers_of_all_customers(first: int, last: int, *,
                             step: int = 1) -> list[int]:
    return list(_iter_numbers_of_all_customers(first, last, step=step))


def _iter_numbers_of_all_customers(first: int, last: int, *,
                                   step: int = 1) -> Iterator[int]:
    return (number + step for number in range(first, last))


def main(rows: Sequence[int], show: Callable[[int], str]) -> None:
    if rows:
        for number in _iter_numbers_of_all_customers(
            1_000_000, 2_000_000, step=100_000
        ):
            print(number)
""",
)
PAIRS = {
    "lazy twin": LAZY_TWIN,
    "local generator": LOCAL_GENERATOR,
    "local loop": LOCAL_LOOP,
    "loops in loops": LOOPS_IN_LOOPS,
    "carried": CARRIED,
    "short loop": SHORT_LOOP,
    "dict pairs": DICT_PAIRS,
    "read iteration": READ_ITERATION,
    "fetch iteration": FETCH_ITERATION,
    "house style": HOUSE_STYLE,
}
every_pair = pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)


@every_pair
def test_fix(before: str, after: str) -> None:
    assert rewrite({"a.py": before}).sources == {"a.py": after}


@every_pair
def test_the_second_time_nothing_changes(before: str, after: str) -> None:
    for tier in (Tier.T1, Tier.T3):
        assert not rewrite({"a.py": after}, tier=tier).sources


@every_pair
def test_line_ends_stay(before: str, after: str) -> None:
    done = rewrite({"a.py": before.replace("\n", "\r\n")}).sources["a.py"]
    assert done == after.replace("\n", "\r\n")


@every_pair
def test_a_last_line_without_an_end_stays_one(before: str, after: str) -> None:
    assert rewrite({"a.py": before.rstrip("\n")}).sources["a.py"] == after.rstrip("\n")


@every_pair
def test_what_is_passed_over_is_not_changed(before: str, after: str) -> None:
    done = rewrite({"a.py": before})
    assert not rewrite({"a.py": before}, skip=done.changes).sources


def test_the_twin_of_another_module_is_imported_in_its_place() -> None:
    source = "def numbers():\n    return [n for n in range(3)]\n"
    user = "from source import Other, numbers\n\n\ndef main():\n    for n in numbers():\n        print(n, Other)\n"
    done = rewrite({"source.py": f"class Other: pass\n\n\n{source}", "user.py": user}).sources["user.py"]
    assert done.startswith("from source import Other, _iter_numbers\n")
    assert "in _iter_numbers():" in done


@pytest.mark.parametrize(
    ("third", "stays"),
    [
        ("from user import main\n\nmain()\n", False),
        ("from user import numbers\n\nprint(numbers())\n", True),
        ("from user import *\n\nprint(numbers())\n", True),
        ("import user\n\nprint(user.numbers())\n", True),
        ("import user\n\nprint(user.numbers)\n", True),
    ],
)
def test_an_import_stays_where_another_module_takes_its_name(third: str, stays: bool) -> None:
    source = "__docformat__ = 'plain'\n\n\ndef numbers() -> list[int]:\n    return [n for n in range(3)]\n"
    user = "from source import numbers\n\n\ndef main():\n    for n in numbers():\n        print(n)\n"
    done = rewrite({"source.py": source, "user.py": user, "third.py": third}).sources["user.py"]
    assert done.startswith(f"from source import _iter_numbers{', numbers' if stays else ''}\n")


def test_the_import_goes_with_the_last_use_of_several() -> None:
    source = "def numbers() -> list[int]:\n    return [n for n in range(3)]\n"
    user = "from source import numbers\n\n\ndef main():\n    for n in numbers():\n        print(n)\n"
    user += "    for n in numbers():\n        print(-n)\n"
    done = rewrite({"source.py": source, "user.py": user}).sources["user.py"]
    assert done == user.replace("numbers", "_iter_numbers")


def test_a_first_import_stands_below_the_names_above_the_imports() -> None:
    before = "from __future__ import annotations\n\n__docformat__ = 'plain'\n\nimport sys\n\n\n"
    before += "def numbers() -> list[int]:\n    return [n for n in range(3)]\n\n\n"
    before += "def main():\n    for n in numbers():\n        print(n, file=sys.stderr)\n"
    done = rewrite({"a.py": before}).sources["a.py"]
    assert "'plain'\n\nimport sys\nfrom collections.abc import Iterator\n\n\ndef" in done


def test_a_long_line_of_imports_gets_a_line_for_each_name() -> None:
    source = "def a_name_that_is_rather_long():\n    return [n for n in range(3)]\n\n\nOTHER_LONG_NAME = 1\n"
    first = "from source import OTHER_LONG_NAME, a_name_that_is_rather_long\n\n\n"
    user = f"{first}def main():\n    for n in a_name_that_is_rather_long():\n        print(n, OTHER_LONG_NAME)\n"
    user += "    print(a_name_that_is_rather_long())\n"
    done = rewrite({"source.py": source, "user.py": user}).sources["user.py"]
    names = ("OTHER_LONG_NAME", "_iter_a_name_that_is_rather_long", "a_name_that_is_rather_long")
    assert done.startswith("".join(["from source import (\n", *(f"    {name},\n" for name in names), ")\n"]))


@pytest.mark.parametrize(
    "source",
    [
        "def main(rows):\n    return [row for row in rows]\n",
        "def main(rows):\n    found = [row for row in rows]\n    return len(found)\n",
        "def main(rows):\n    for row in [int(row) for row in rows]:\n        print(row)\n",
        "def main(rows):\n    for row in list(rows):\n        rows.remove(row)\n",
        "class Table:\n    rows = [n for n in range(3)]\n    total = sum(rows)\n",
        "async def main():\n    for n in [n for n in range(3)]:\n        await n\n",
        "",
    ],
)
def test_noop(source: str) -> None:
    assert not rewrite({"a.py": source}).changes


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_syntax_newer_than_the_interpreter_stays_as_it_is_around_an_edit(end: str) -> None:
    pytest.importorskip("libcst")
    newer = ("squares(count: int, power: int = 2)", "squares[\n    T: int,\n](count: T, power: T = 2)")
    caught = "\ntry:\n    main()\nexcept OSError, ValueError: print(sum({}n * 2 for n in range(3){}), t'{{main}}')\n"
    before, after = (text.replace(*newer) for text in LAZY_TWIN)
    before, after = before + caught.format("[", "]"), after + caught.format("", "")
    assert rewrite({"a.py": before.replace("\n", end)}).sources == {"a.py": after.replace("\n", end)}


def test_a_text_that_is_not_python_is_named_and_the_rest_is_rewritten() -> None:
    done = rewrite({"a.py": LOCAL_GENERATOR[0], "b.py": "def (:\n"})
    assert set(done.sources) == {"a.py"}
    assert [(refusal.path, refusal.reason) for refusal in done.refusals] == [("b.py", "not_analysed")]
