"""Headers that are asked for before the pages are known: here the process is this one, and a thread of it answers."""

import numpy as np
import pytest

from live.answering import PAGES, Answering, addresses
from sparsemem.live import handed_ranges
from sparsemem.live.headers_ahead import HeadersAhead
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.pymalloc.pool_headers import HEADER
from sparsemem.procfs import Mapping

HALF = PAGES // 2


def mapping(pages: np.ndarray, first: int = 0, stop: int = PAGES, path: str = "", inode: int = 0) -> Mapping:
    """What maps would say of some of the pages."""
    start, end = (pages.ctypes.data + at * PAGE for at in (first, stop))
    return Mapping(start, end, "rw-p", "00:00", inode, path, 0, 0, 0)


def read(memory: HeadersAhead, asked: np.ndarray) -> list[int]:
    rows, found = memory.gather(asked, HEADER)
    assert found.all()
    return rows.view("<u8")[:, 0].tolist()


def test_the_next_time_they_are_on_their_way_already(answering: Answering, pages: np.ndarray) -> None:
    memory = HeadersAhead(answering.memory)
    memory.ask([mapping(pages)])
    assert answering.asked == []
    assert read(memory, addresses(pages)) == list(range(1, PAGES + 1))
    pages[:, 0] += 1
    memory.ask([mapping(pages)])
    assert read(memory, addresses(pages)) == list(range(2, PAGES + 2))
    assert answering.asked == [PAGES, PAGES]


def test_those_that_are_new_are_asked_for_and_those_that_are_gone_are_not_told(
    answering: Answering, pages: np.ndarray
) -> None:
    memory = HeadersAhead(answering.memory)
    memory.ask([])
    read(memory, addresses(pages)[:HALF])
    memory.ask([mapping(pages)])
    some = addresses(pages)[10:][::2]
    assert read(memory, some) == list(range(11, PAGES + 1, 2))
    assert answering.asked == [HALF, HALF, len(some) - (HALF - 10) // 2]
    memory.ask([mapping(pages)])
    memory.end()
    assert answering.asked[-1] == len(some)


@pytest.mark.parametrize(
    "now",
    [{"path": "/data/table", "inode": 7}, {"path": "/dev/zero"}, {"stop": 0}],
    ids=["of a file", "of a device", "gone"],
)
def test_what_is_no_heap_any_more_is_left_alone(
    answering: Answering, pages: np.ndarray, now: dict[str, str | int]
) -> None:
    memory = HeadersAhead(answering.memory)
    memory.ask([])
    read(memory, addresses(pages))
    memory.ask([mapping(pages, **{"stop": HALF, **now}), mapping(pages, HALF)])
    memory.end()
    assert answering.asked == [PAGES, PAGES - HALF]


def test_one_that_cannot_be_read_has_all_of_them_read_anew(
    answering: Answering, pages: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = HeadersAhead(answering.memory)
    memory.ask([])
    read(memory, addresses(pages))
    with monkeypatch.context() as patch:
        patch.setattr(handed_ranges, "_writev", None)
        memory.ask([mapping(pages)])
        memory.end()
    pages[:, 0] += 1
    assert read(memory, addresses(pages)) == list(range(2, PAGES + 2))


def test_what_was_asked_for_is_of_one_ledger(answering: Answering, pages: np.ndarray) -> None:
    memory = HeadersAhead(answering.memory)
    for _ in range(3):  # without the lookup of pages nothing is asked ahead
        assert read(memory, addresses(pages)) == pages[:, 0].tolist()
        memory.end()
        pages[:, 0] += 1
    memory.ask([mapping(pages)])
    memory.end()
    pages[:, 0] += 1
    assert read(memory, addresses(pages)) == pages[:, 0].tolist()
    assert answering.asked == [PAGES] * 5


def test_what_was_read_twice_for_one_ledger_is_asked_once(answering: Answering, pages: np.ndarray) -> None:
    memory = HeadersAhead(answering.memory)
    for part in (addresses(pages)[HALF:], addresses(pages)):
        read(memory, part)
    memory.ask([mapping(pages, stop=10), mapping(pages, HALF)])
    memory.end()
    assert answering.asked == [PAGES - HALF, PAGES, 10 + PAGES - HALF]


def test_other_ranges_and_spans_are_those_of_the_memory(answering: Answering, pages: np.ndarray) -> None:
    memory = HeadersAhead(answering.memory)
    memory.ask([])
    read(memory, addresses(pages))
    memory.ask([mapping(pages)])
    rows, _ = memory.gather(addresses(pages), 8)
    assert rows.view("<u8")[:, 0].tolist() == list(range(1, PAGES + 1))
    span = memory.span(int(addresses(pages)[0]), 2 * PAGE)
    assert span.view("<u8")[:: PAGE // 8].tolist() == [1, 2]
    assert answering.asked == [PAGES, PAGES, PAGES]
