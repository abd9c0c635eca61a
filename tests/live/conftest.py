"""This process, which hands over its memory."""

from collections.abc import Iterator

import numpy as np
import pytest

from live.answering import Answering, numbered_pages


@pytest.fixture
def answering() -> Iterator[Answering]:
    one = Answering()
    yield one
    one.close()


@pytest.fixture
def pages() -> np.ndarray:
    return numbered_pages()
