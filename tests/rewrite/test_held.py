"""A container that an attribute holds: who reads it while it is filled, and who else may put something into it."""

import pytest

from rewrite.running import behaviour
from rewrite.templates import LATE
from sparsemem.rewrite import rewrite

READ = """import copy, dataclasses, json


class Store:
    def __init__(self):
        self.seen = {{}}

    def sizes(self, words):
        found = []
        for word in words:
            self.seen[word] = self.seen.get(word, 0) + 1
            found.append(len(word))
        return found

    def size(self):
        return len(self.seen)

    def view(self):
        return self.seen.items()

    def __len__(self):
        return len(self.seen)

    @property
    def many(self):
        return len(self.seen)


def count(values):
    found = 0
    for _ in values:
        found += 1
    return found


def main():
    store, total = Store(), 0
    {before}
    for size in store.sizes("a bb a ccc".split()):
        total += size
        {within}
    print(total, store.seen)


main()
"""
READERS = [
    ("pass", "total += store.size()"),
    ("pass", "total += len(store.seen)"),
    ("pass", "total += len(store)"),
    ("pass", "total += store.many"),
    ("pass", "total += count(store.seen)"),
    ("pass", "total += len([*store.seen])"),
    ("pass", "total += 'ccc' in store.seen"),
    ("pass", "total += len(f'{store.seen}')"),
    ("pass", "total += len(json.dumps(store.seen))"),
    ("pass", "total += len(vars(store)['seen'])"),
    ("pass", "total += len(copy.copy(store).seen)"),
    ("pass", "total += len(copy.deepcopy(store).seen)"),
    ("pass", "total += sorted([1, 2], key=lambda one: -len(store.seen) * one)[0]"),
    ("view = store.seen.items()", "total += len(view)"),
    ("view = store.view()", "total += count(view)"),
    ("get = store.seen.get", "total += get('a', 0)"),
    ("ask = store.size", "total += ask()"),
    ("ask = lambda: len(store.seen)", "total += ask()"),
    ("holders = {'one': store}", "total += len(holders['one'].seen)"),
    ("holders = {'one': store}", "holders['one'].seen['a'] = 50"),
    ("pass", "store.seen.clear()"),
    ("pass", "store.seen = {}"),
    ("pass", "if size == 2: break"),
]
SHOWN = ["total += len(repr(store))", "total += store == Store({'a': 1})", "total += len(dataclasses.asdict(store))"]
PUT = (
    LATE
    + """class Box:
    def __init__(self, count):
        {made}

    def add(self, number):
        self.rows.append(number)


def fill(rows, count):
    rows.append(Late(count))


def raised(box):
    found = []
    for row in box.rows:
        found.append(row + 1)
    return found


def main():
    count, total = Count(), 0
    box = Box(count)
    box.add(1)
    {put}
    box.add(2)
    for row in raised(box):
        count.number += 1
        total += row
    print(total)


main()
"""
)
PUTTERS = [
    "box.all().append(Late(count))",
    "put = box.rows.append; put(Late(count))",
    "fill(box.rows, count)",
    "box.rows += [Late(count)]",
    "box.rows[1:] = [Late(count)]",
    "other = box.rows; other.append(Late(count))",
    "for other in (box.rows,): other.append(Late(count))",
    "getattr(box, 'rows').append(Late(count))",
    "vars(box)['rows'].append(Late(count))",
    "(box.rows or []).append(Late(count))",
    "(lambda rows: rows.append(Late(count)))(box.rows)",
    "match box:\n        case Box(rows=other): other.append(Late(count))",
]


def _keeps(text: str) -> bool:
    """Whether a program does what it did when it is rewritten."""
    return behaviour({"main.py": text, **rewrite({"main.py": text}).sources}) == behaviour({"main.py": text})


def test_what_is_not_read_may_be_filled_meanwhile() -> None:
    assert rewrite({"main.py": READ.format(before="pass", within="pass")}).changes


@pytest.mark.parametrize(("before", "within"), READERS)
def test_who_reads_it_sees_it_filled(before: str, within: str) -> None:
    assert _keeps(READ.format(before=before, within=within))


@pytest.mark.parametrize("within", SHOWN)
def test_what_dataclasses_do_with_their_fields_reads_it(within: str) -> None:
    text = READ.format(before="pass", within=within).replace("class Store:", "@dataclasses.dataclass\nclass Store:")
    field = "    seen: dict = dataclasses.field(default_factory=dict)\n"
    assert _keeps(text.replace("    def __init__(self):\n        self.seen = {}\n", field))


def test_what_is_put_in_by_its_own_name_is_known() -> None:
    assert rewrite({"main.py": PUT.format(made="self.rows = []", put="box.rows.append(3)")}).changes


@pytest.mark.parametrize("put", PUTTERS)
def test_what_others_put_in_is_noticed(put: str) -> None:
    given = "def all(self):\n        return self.rows\n\n    def add(self"
    assert _keeps(
        PUT.format(made="self.rows = []", put=put).replace(
            "def add(self", given if "all()" in put else "def add(self"
        )
    )


@pytest.mark.parametrize(
    "made", ["rows = self.rows = []; rows.append(Late(count))", "self.rows = (rows := []); fill(rows, count)"]
)
def test_another_name_from_the_first_is_noticed(made: str) -> None:
    assert _keeps(PUT.format(made=made, put="pass"))
