import contextlib
import io
from collections.abc import Callable, Iterator
from functools import cache
from inspect import Parameter, signature
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewrite.cases import Case, cases
from rewrite.connections import closed_afterwards
from rewrite.running import described
from sparsemem.rewrite import Tier, rewrite

CASES = [
    case
    for case in cases("converted")
    if "lazy_twin" in case.transforms and len(case.sources) == 1 and "open(" not in case.sources["main.py"]
]


class Faulty:
    """Fails after some elements, each time that it is gone through."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values

    def __iter__(self) -> Iterator[Any]:
        yield from self.values
        raise OSError("the source fails")

    def __repr__(self) -> str:
        return f"Faulty({self.values})"


ATOMS = st.none() | st.integers(-3, 12) | st.sampled_from(["", "1", "x", "a b "]) | st.just(0.5)
RECORDS = st.dictionaries(st.sampled_from(["amount", "n", "k"]), ATOMS, max_size=2)
ROWS = st.lists(ATOMS | RECORDS, max_size=6)
ARGUMENTS = st.integers(-2, 30) | ROWS | ROWS.map(Faulty) | ROWS.map(tuple) | RECORDS | st.none() | st.just("abca")


@cache
def functions(title: str) -> list[tuple[Callable[..., Any], Callable[..., Any]]]:
    """Each function that has a twin, and the twin."""
    case = next(case for case in CASES if case.title == title)
    space: dict[str, Any] = {"__name__": "converted"}
    with contextlib.redirect_stdout(io.StringIO()), closed_afterwards():
        exec(rewrite(case.sources, tier=case.tier).sources["main.py"], space)
    names = [name for name in case.transforms["lazy_twin"] if "." not in name]
    return [(space[name], space[f"_iter_{name.lstrip('_').removeprefix('get_')}"]) for name in names]


def result(function: Callable[..., Any], arguments: list[Any]) -> object:
    try:
        return list(function(*arguments))
    except Exception as problem:
        return described(problem)


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize(
    "case", [case for case in CASES if "class" not in case.sources["main.py"]], ids=lambda case: case.title
)
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_a_twin_gives_what_its_function_gives(case: Case, data: st.DataObject) -> None:
    for function, twin in functions(case.title):
        plain = [one for one in signature(function).parameters.values() if one.kind is not Parameter.KEYWORD_ONLY]
        arguments = [data.draw(ARGUMENTS) for _ in plain]
        assert result(twin, arguments) == result(function, arguments)


def test_heirs_elsewhere_are_only_assumed_away_for_a_run_that_is_compared() -> None:
    text = "class Shop:\n    def prices(self):\n        return [n for n in range(3)]\n\n"
    text += "    def total(self):\n        return sum(self.prices())\n"
    assert not rewrite({"a.py": text}, closed=False).changes
    assert [change.tier for change in rewrite({"a.py": text}, closed=False, tier=Tier.T3).changes] == ["T3"]
    assert [change.tier for change in rewrite({"a.py": text}).changes] == ["T1"]
