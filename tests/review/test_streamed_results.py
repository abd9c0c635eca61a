"""Which functions a generator could stand in for, by their source."""

import pytest

from sparsemem.review.streamed_results import can_stream
from sparsemem.source.module import Module
from sparsemem.source.text import Source


def module(text: str) -> Module:
    return Module(Source("a.py", "a", text))


@pytest.mark.parametrize(
    ("body", "streams"),
    [
        ("return [f(i) for i in n]", True),
        ("return list(reader(n))", True),
        ("out = {}\n    for i in n:\n        out[i] = i\n    return out", True),
        ("rows = [i for i in n]\n    return rows", True),
        ("return sorted([i for i in n])", False),
        ("return b''.join([i for i in n])", False),
        ("rows = [i for i in n]\n    return len(rows), rows[0]", False),
        ("rows = [i for i in n]\n    def inner():\n        return [1 for _ in n]\n    print(rows)", False),
        ("kept = [i for i in n]\n    yield from kept", False),
        ("return GLOBAL", False),
    ],
)
def test_it_returns_a_container_that_it_fills(body: str, streams: bool) -> None:
    assert can_stream(module(f"def made(n):\n    {body}\n"), "made", 2) is streams


def test_what_is_not_there_is_not_known() -> None:
    found = module("def made(n):\n    return [n for _ in n]\nrows = [1]\n")
    assert can_stream(found, "made", 3) is None
    assert can_stream(found, "other", 2) is None
