"""Children that answer line by line."""

from collections.abc import Iterator

import pytest

from tests.outside.garbage.asked_child import Begin, children


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begins children for one test."""
    with children() as begun:
        yield begun
