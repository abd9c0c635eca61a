"""The text of a size profile, whole and broken; where its paths lead."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorded import cut_at_every_line, damaged
from sparsemem.measure.passes.return_sizes import ordered, parse_returned, placed_in
from sparsemem.model import Returned

TEXT = (
    "1\t0\t150000\t5242944\t8\t'read_orders'\t'/srv/shop/orders.py'\n"
    "12\t12\t?\t?\t15\t'Orders.rows'\t'/srv/shop/orders.py'\n"
    "3\t0\t0\t56\t2\t'\\xe9.<locals>.inner'\t'/srv/tab\\there \\udc80 \\x0c \"\\'.py'"
)
FIRST, SECOND, THIRD = (
    Returned("/srv/shop/orders.py", 8, "read_orders", 1, 0, 150_000, 5_242_944),
    Returned("/srv/shop/orders.py", 15, "Orders.rows", 12, 12, None, None),
    Returned("/srv/tab\there \udc80 \x0c \"'.py", 2, "é.<locals>.inner", 3, 0, 0, 56),
)


def test_each_line_is_a_function_and_unknown_is_none() -> None:
    assert parse_returned(TEXT) == (FIRST, SECOND, THIRD)


def test_a_text_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    assert [len(parse_returned(text)) for text in cut_at_every_line(TEXT)] == [0, 1, 2]
    for end in range(len(TEXT)):
        assert (FIRST, SECOND, THIRD)[: len(parse_returned(TEXT[:end]))] == parse_returned(TEXT[:end])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        "1\t0\t5\t5\t8\t'f'",
        "?\t0\t5\t5\t8\t'f'\t'a.py'",
        "1\t0\t5\t5\t?\t'f'\t'a.py'",
        "-1\t0\t5\t5\t8\t'f'\t'a.py'",
        "²\t0\t5\t5\t8\t'f'\t'a.py'",
        f"{'9' * 5000}\t0\t5\t5\t8\t'f'\t'a.py'",
        "1\t0\t5\t5\t8\tf\ta.py",
        "1\t0\t5\t5\t8\t5\t'a.py'",
        "1\t0\t5\t5\t8\t'f'\tb'a.py'",
        "1\t0\t5\t5\t8\t'f'\t'a\x00.py'",
    ],
)
def test_what_is_none_of_its_lines_is_left_out(line: str) -> None:
    assert parse_returned(line) == ()


@given(damaged(TEXT) | st.text(alphabet="0123456789?\t'\\\n()[]a"))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for one in parse_returned(text):
        assert min(one.line, one.calls, one.generators, one.elements or 0, one.bytes or 0) >= 0


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/srv/shop/orders.py", "shop/orders.py"),
        ("orders.py", "orders.py"),
        ("/elsewhere/orders.py", "/elsewhere/orders.py"),
        ("/srvs/orders.py", "/srvs/orders.py"),
    ],
)
def test_paths_are_relative_to_the_working_directory_of_the_run(path: str, shown: str) -> None:
    assert placed_in(Returned(path, 1, "f", 1, 0, None, None), Path("/srv")).path == shown


def test_the_largest_comes_first_and_unknown_last() -> None:
    assert ordered([SECOND, THIRD, FIRST]) == (FIRST, THIRD, SECOND)
