"""What comes out as text, transform by transform, and what is left as it was."""

import pytest

from rewrite.cases import Case, cases
from sparsemem.rewrite import rewrite

CONVERTED = cases("converted")
NUMBERS = "def numbers() -> list[int]:\n    return [n for n in range(3)]\n"
USER = "from source import numbers\n\n\ndef main():\n    for n in numbers():\n        print(n)\n"
every_case = pytest.mark.parametrize("case", CONVERTED, ids=lambda case: case.title)


def changed(sources: dict[str, str], end: str) -> dict[str, str]:
    return {name: text.replace("\n", end) for name, text in sources.items()}


@every_case
def test_line_ends_stay(case: Case) -> None:
    done = rewrite(case.sources, tier=case.tier).sources
    assert rewrite(changed(case.sources, "\r\n"), tier=case.tier).sources == changed(done, "\r\n")


@every_case
def test_a_last_line_without_an_end_stays_one(case: Case) -> None:
    done = rewrite(case.sources, tier=case.tier).sources
    cut = {name: text.rstrip("\n") for name, text in case.sources.items()}
    assert rewrite(cut, tier=case.tier).sources == {name: text.rstrip("\n") for name, text in done.items()}


@every_case
def test_what_is_passed_over_is_not_changed(case: Case) -> None:
    done = rewrite(case.sources, tier=case.tier)
    assert not rewrite(case.sources, tier=case.tier, skip=done.changes).sources


def test_the_twin_of_another_module_is_imported_in_its_place() -> None:
    user = USER.replace("import", "import Other,").replace("print(n", "print(n, Other")
    found = rewrite({"source.py": f"class Other: pass\n\n\n{NUMBERS}", "user.py": user})
    done = found.sources["user.py"]
    assert done.startswith("from source import Other, _iter_numbers\n")
    assert "in _iter_numbers():" in done
    assert [(change.path, change.function) for change in found.changes] == [("user.py", "numbers")]


def test_a_generator_that_is_there_is_called_and_no_other_is_made() -> None:
    source = "def walk(limit, step=1):\n    yield from range(0, limit, step)\n\n\n"
    source += "def walked(limit, step=1):\n    return list(walk(limit, step=step))\n\n\n"
    main = "def main():\n    return sum(walked(3))\n"
    assert rewrite({"a.py": source + main}).sources["a.py"] == source + main.replace("walked", "walk")


def test_a_parameter_that_gets_an_iterator_asks_for_no_list() -> None:
    before = "import sys\n\n\ndef total(rows: list[int] | None) -> int:\n    return sum(rows)\n\n\n"
    before += "def main() -> None:\n    print(total([int(x) for x in sys.argv]))\n"
    after = before.replace("list[int]", "Iterable[int]").replace(
        "[int(x) for x in sys.argv]", "int(x) for x in sys.argv"
    )
    assert rewrite({"a.py": before}).sources["a.py"] == after.replace(
        "sys\n", "sys\nfrom collections.abc import Iterable\n", 1
    )


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
    source = f"__docformat__ = 'plain'\n\n\n{NUMBERS}"
    done = rewrite({"source.py": source, "user.py": USER, "third.py": third}).sources["user.py"]
    assert done.startswith(f"from source import _iter_numbers{', numbers' if stays else ''}\n")


def test_the_import_goes_with_the_last_use_of_several() -> None:
    user = f"{USER}    for n in numbers():\n        print(-n)\n"
    done = rewrite({"source.py": NUMBERS, "user.py": user}).sources["user.py"]
    assert done == user.replace("numbers", "_iter_numbers")


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
    newer = ("halves(limit: int)", "halves[\n    T: int,\n](limit: T)")
    caught = "\ntry:\n    main()\nexcept OSError, ValueError: print(sum({}n * 2 for n in range(3){}), t'{{main}}')\n"
    plain = next(case.sources["main.py"] for case in CONVERTED if case.title == "annotated")
    done = rewrite({"a.py": plain}).sources["a.py"]
    before, after = plain.replace(*newer) + caught.format("[", "]"), done.replace(*newer) + caught.format("", "")
    assert rewrite({"a.py": before.replace("\n", end)}).sources == {"a.py": after.replace("\n", end)}


def test_a_text_that_is_not_python_is_named_and_the_rest_is_rewritten() -> None:
    done = rewrite({"a.py": "def main():\n    print(sum([n for n in range(3)]))\n", "b.py": "def (:\n"})
    assert set(done.sources) == {"a.py"}
    assert [(refusal.path, refusal.reason) for refusal in done.refusals] == [("b.py", "not_analysed")]


def test_a_dict_of_a_list_of_pairs_is_a_comprehension() -> None:
    before = (
        "def main(rows):\n    print(dict([(name, (size, 1)) for name, size in rows if size]))\n\n\nmain([(1, 2)])\n"
    )
    after = before.replace("dict([(name, (size, 1)) for", "{name: (size, 1) for").replace("if size]))", "if size})")
    assert rewrite({"a.py": before}).sources["a.py"] == after
