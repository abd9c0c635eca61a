"""How bad a number of bytes is, at its bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.diagnose.quantities.severity import severity
from sparsemem.units import MB


@pytest.mark.parametrize(
    ("size", "anonymous", "level"),
    [
        (100 * MB, 200 * MB, "error"),
        (100 * MB - 1, 100 * MB, "warning"),
        (100 * MB, 200 * MB + 2, "warning"),
        (10 * MB, 50 * MB, "warning"),
        (10 * MB - 1, 20 * MB, "note"),
        (10 * MB, 50 * MB + 5, "note"),
        (5 * MB, 50 * MB, "note"),
        (5 * MB - 1, 6 * MB, None),
        (5 * MB, 50 * MB + 10, None),
        (0, 0, None),
        (0, 100 * MB, None),
    ],
)
def test_a_finding_needs_its_share_and_its_bytes(size: int, anonymous: int, level: str | None) -> None:
    assert severity(size, anonymous) == level


@given(st.integers(0, 10**10), st.integers(0, 10**10), st.integers(0, 10**9))
def test_more_bytes_are_never_less_severe(size: int, anonymous: int, more: int) -> None:
    order = [None, "note", "warning", "error"]
    assert order.index(severity(size + more, anonymous)) >= order.index(severity(size, anonymous))
