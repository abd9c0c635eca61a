"""The list of tests that may be repeated."""

from tests.conftest import TESTS, TIMED


def test_each_file_that_may_be_repeated_is_there_and_they_are_ten_at_most() -> None:
    assert all((TESTS / name).is_file() for name in TIMED)
    assert len(TIMED) <= 10
