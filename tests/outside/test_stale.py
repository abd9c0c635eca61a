"""What stands in a block and refers to nothing, taken out of its words."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sparsemem.outside.kinds import Role
from sparsemem.outside.stale import blank

STALE, VALUE = 0x7F00_0000_1230, 0x7F00_0000_4560


def _blanked(row: list[int], debug_bytes: int = 0) -> list[int]:
    """The words of the values of an instance's attributes, with what is no reference taken out."""
    kinds = SimpleNamespace(
        before=np.full(1, -1, np.int16),
        role=np.array([Role.VALUES], np.uint8),
        extent=np.full(1, -1, np.int32),
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
