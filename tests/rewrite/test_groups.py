"""A function that fills groups of its own changes nothing of others, unless what others have lies in them."""

import pytest

from rewrite.running import behaviour
from rewrite.templates import LATE
from sparsemem.rewrite import rewrite

PROGRAM = (
    LATE
    + """def filled(rows, count):
    {body}


def raised(rows):
    found = []
    for row in rows:
        found.append(row + 1)
    return found


def main():
    count, total, rows = Count(), 0, [1, 2, 3]
    filled({handed}, count)
    for row in raised(rows):
        total += row
        count.number += 1
    print(total)


main()
"""
)
SHARED = [
    'groups = {"a": rows}; groups["a"].append(Late(count))',
    'groups = {}; groups["a"] = rows; groups["a"].append(Late(count))',
    'groups = {}; groups.setdefault("a", rows).append(Late(count))',
    "groups = [rows]; groups[0][1] = Late(count)",
    'groups = {"a": {"b": rows}}; groups["a"]["b"][0] = Late(count)',
    'groups = {"a": []}; groups["a"].append(rows); groups["a"][0].append(Late(count))',
    'groups = {}; groups["x"] = groups["y"] = rows; groups["y"].append(Late(count))',
    'groups = dict(a=rows); groups["a"].append(Late(count))',
    'groups = {"a": rows}.pop("a"); groups.append(Late(count))',
]
HELD = [
    "groups = list(rows)",
    "groups = [row for row in rows]",
    "groups = rows[:]",
    "groups = [*rows]",
    "*groups, = rows",
]


def _keeps(body: str, handed: str) -> bool:
    text = PROGRAM.format(body=body, handed=handed)
    return behaviour({"main.py": text, **rewrite({"main.py": text}).sources}) == behaviour({"main.py": text})


def test_groups_of_its_own_are_nobody_elses() -> None:
    body = 'groups = {}; groups.setdefault("a", {})["b"] = 1'
    text = PROGRAM.format(body=body, handed="None").replace("[1, 2, 3]", '[{"n": 1}, {"n": 2}]')
    assert rewrite({"main.py": text.replace("row + 1", 'row["n"] + 1')}).changes


@pytest.mark.parametrize("body", SHARED)
def test_what_others_have_is_changed_in_them(body: str) -> None:
    assert _keeps(body, "rows")


@pytest.mark.parametrize("begun", HELD)
def test_what_lies_in_what_it_is_handed_is_changed_in_them(begun: str) -> None:
    assert _keeps(f"{begun}; groups[0].append(Late(count))", "[rows]")
