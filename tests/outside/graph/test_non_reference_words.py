"""What stands in a block and refers to nothing, taken out of its words."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.graph.non_reference_words import blank
from sparsemem.outside.graph.ownership import take_survey
from sparsemem.outside.objects.node_kinds import Role
from tests.outside.children import Start, interpreters

STALE, VALUE = 0x7F00_0000_1230, 0x7F00_0000_4560


def _blanked(row: list[int], debug_bytes: int = 0, values_at: int = -1) -> list[int]:
    """The words of the values of an instance's attributes, with what is no reference taken out."""
    kinds = SimpleNamespace(
        before=np.full(1, -1, np.int16),
        role=np.array([Role.VALUES], np.uint8),
        extent=np.full(1, -1, np.int32),
        values_at=np.full(1, values_at, np.int16),
        old=True,
        debug_bytes=debug_bytes,
    )
    graph: Any = SimpleNamespace(kinds=kinds, kind=np.zeros(1, np.uint16))
    content = np.array([row], np.uint64)
    blank(graph, np.zeros(1, np.int32), content)
    found: list[int] = content[0].tolist()
    return found


@pytest.mark.parametrize("words", [1, 2, 4, 5])
def test_what_stands_before_the_values_of_attributes_is_no_reference(words: int) -> None:
    prefix = [STALE] * (words - 1) + [words * 8 << 56 | STALE]
    assert _blanked([*prefix, VALUE, VALUE + 16]) == [0] * words + [VALUE, VALUE + 16]
    assert _blanked([1, 2, *prefix, VALUE], debug_bytes=16) == [1, 2, *[0] * words, VALUE]


def test_values_without_such_a_prefix_are_left() -> None:
    assert _blanked([VALUE] * 8) == [VALUE] * 8
    assert _blanked([VALUE]) == [VALUE]


@pytest.mark.parametrize("at", [0, 16])
def test_the_order_behind_the_values_is_no_reference(at: int) -> None:
    before, head = [VALUE] * (at // 8), 2 | 1 << 8 | 1 << 24
    assert _blanked([*before, head, VALUE, 0, STALE], values_at=at) == [*before, head, VALUE, 0, 0]
    assert _blanked([*before, head, VALUE, 0], values_at=at) == [*before, head, VALUE, 0]
    assert _blanked([VALUE, VALUE], values_at=16) == [VALUE, VALUE]


FIXED = """
import sys
class Slotted:
    __slots__ = [f"slot_{i}" for i in range(40)]
def calls(a):
    a.append(1), a.copy(), a.count(1), a.index(1), a.sort(), a.reverse(), a.pop(), a.clear()
for _ in range(100):
    calls([])
EXTRA = [(id(one), type(one).__basicsize__, sys.getsizeof(one)) for one in (calls.__code__, Slotted)]
"""


@pytest.mark.parametrize("python", interpreters())
def test_behind_the_fixed_part_of_code_and_classes_are_no_references(start: Start, python: str) -> None:
    child = start(FIXED, python)
    graph = take_survey(open_view(open_source(child.pid))).graph

    for address, fixed, size in child.extra:
        node = graph.find(np.array([address], np.uint64))
        columns = np.concatenate([edges.columns for edges in graph.edges(node)])
        assert len(columns) > 5
        assert fixed < size
        assert columns.max() * 8 < fixed
