"""What each type keeps: the division of free bytes, and the answer on programs whose answer is known."""

import numpy as np
import pytest

from sparsemem.outside import KeptMemory
from sparsemem.outside.objects.block_histogram import Census, Counts
from sparsemem.outside.objects.type_table import Type
from sparsemem.outside.objects.typed_blocks import KEYS, UNKNOWN
from sparsemem.outside.owners.kept_by_type import KeptByType
from sparsemem.outside.owners.kept_memory import kept_memory_by_type
from tests.outside.children import Start, interpreters
from tests.outside.kept import read_kept_by_type

MB = 1 << 20


def _census(rows: list[tuple[int, int, int, int]], free: list[int], every: int = 1) -> Census:
    """From (arena, type, blocks, bytes) and the free bytes of each arena."""
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    types = (Type(1, "str", 64, 0, 0), Type(2, "Order", 48, 0, 32))
    return Census(types, Counts(*columns, columns[0]), np.array(free, np.int64), every, 0)


def _named(kept: KeptMemory, name: str) -> KeptByType:
    return next(one for one in kept.types if one.type_name == name)


def test_free_bytes_are_divided_equally_in_each_arena() -> None:
    kept = kept_memory_by_type(_census([(0, 0, 9, 90), (0, 1, 1, 48), (1, 0, 1, 10)], [100, 40]))
    assert _named(kept, "str") == KeptByType("str", 10, 100, 2, 90, 40, (0, 1))
    assert _named(kept, "Order") == KeptByType("Order", 1, 48, 1, 50, 0, (0,))
    assert [one.type_name for one in kept.types] == ["str", "Order"]


def test_shares_add_up_to_the_free_bytes_of_arenas_with_blocks() -> None:
    rows = [(arena, number, 1, 16) for arena in range(9) for number in (KEYS, UNKNOWN, 0, 1) if (arena + number) % 3]
    free = list(range(100, 109))
    assert abs(sum(one.share_bytes for one in kept_memory_by_type(_census(rows, free)).types) - sum(free)) < 4


def test_a_sample_stands_for_all() -> None:
    kept = kept_memory_by_type(_census([(0, 0, 9, 90), (3, 0, 1, 10)], [100, 0, 0, 50], every=3))
    assert kept.sampled == pytest.approx(1 / 3)
    assert kept.types[0] == KeptByType("str", 30, 300, 6, 450, 450, (0, 3))


def test_coverage_leaves_out_what_is_not_known() -> None:
    kept = kept_memory_by_type(_census([(0, 0, 1, 60), (0, KEYS, 1, 20), (0, UNKNOWN, 1, 20)], [0]))
    assert kept.coverage == pytest.approx(0.8)
    assert kept_memory_by_type(_census([], [])).coverage is None
    assert kept_memory_by_type(_census([], [])).types == ()


LABELS = """
x = [{'id': i, 'name': f'name {i}', 'v': [i] * 3} for i in range(120_000)]
LABELS = [d['name'] for d in x[::37]]
del x
"""
SLOTS = """
class Order:
    __slots__ = ('a', 'b')
    def __init__(self, i):
        self.a, self.b = i, float(i)
x = [Order(i) for i in range(200_000)]
x = x[::50]
"""


@pytest.mark.parametrize("python", interpreters())
class TestKnownCauses:
    def test_surviving_strings(self, start: Start, python: str) -> None:
        first = read_kept_by_type(start(LABELS, python).pid, values=True).types[0]
        assert first.type_name == "str"
        assert first.sole_bytes > 30 * MB
        assert first.values is not None
        assert any(value.startswith("'name ") for value in first.values)

    def test_surviving_slotted_objects(self, start: Start, python: str) -> None:
        order = _named(read_kept_by_type(start(SLOTS, python).pid), "Order")
        assert order.blocks == 4_000
        assert order.share_bytes > 3 * MB
        assert order.values is None

    def test_objects_are_counted_by_type(self, start: Start, python: str) -> None:
        child = start(
            "class C:\n    def __init__(self, i):\n        self.i = i\nclass T(tuple): pass\nimport decimal\n"
            "a = [C(i) for i in range(3_000)]; b = [T((i,)) for i in range(2_000)]\n"
            "c = [{i: []} for i in range(7_000)]; d = [float(i) + 0.5 for i in range(9_000)]\n"
            "e = [{i} for i in range(1_000)]; f = [[i] for i in range(5_000)]\n"
            "import gc, collections; n = collections.Counter(type(o).__name__ for o in gc.get_objects())\n"
            "EXTRA = {k: n[k] for k in ('C', 'T', 'set', 'list', 'function', 'dict')}",
            python,
        )
        kept = read_kept_by_type(child.pid)
        assert kept.coverage is not None
        assert kept.coverage > 0.8
        for name, own in child.extra.items():
            # What the collector does not track, and its own lists of free objects, count here as well.
            assert own * 0.97 - 30 <= _named(kept, name).blocks <= own * 1.15 + 700, name
        assert 9_000 <= _named(kept, "float").blocks < 9_200

    def test_under_debug_hooks(self, start: Start, python: str) -> None:
        kept = read_kept_by_type(start(SLOTS, python, PYTHONMALLOC="debug").pid)
        assert _named(kept, "Order").blocks == 4_000
        assert (kept.coverage or 0) > 0.8
