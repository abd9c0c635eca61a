"""Memory that a process hands over by itself: here the process is this one, and a thread of it answers."""

import os
import threading

import numpy as np
import pytest

from live.answering import PAGES, Answering, addresses
from sparsemem.errors import InputError
from sparsemem.live import handed_ranges
from sparsemem.live.handed_ranges import POOLS, SUMS
from sparsemem.live.telling_process import TellingProcess
from sparsemem.outside.memory.live_process import ProcessMemory
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.memory.told_sums import ToldSums


@pytest.mark.parametrize("has_call", [True, False], ids=["writev", "no writev"])
def test_many_ranges_are_handed_over(
    answering: Answering, pages: np.ndarray, has_call: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparsemem.live.handed_memory.MOST_RANGES", 4096)
    if not has_call:
        monkeypatch.setattr(handed_ranges, "_writev", None)
    assert answering.memory.is_handed(int(addresses(pages)[0])) == has_call
    rows, found = answering.memory.gather(addresses(pages), 48)
    assert found.all()
    assert rows.view("<u8")[:, 0].tolist() == list(range(1, PAGES + 1))
    assert answering.asked == [1, 4096, 4096, PAGES - 2 * 4096]


def test_a_range_that_cannot_be_read_is_no_fault(answering: Answering, pages: np.ndarray) -> None:
    asked = addresses(pages)
    asked[[0, 1500, 5000]] = [8, 1 << 46, 1 << 63]
    rows, found = answering.memory.gather(asked, 48)
    again, known = ProcessMemory(os.getpid()).gather(asked, 48)
    assert np.flatnonzero(~found).tolist() == [0, 1500, 5000]
    assert (found == known).all()
    assert (rows == again).all()


def test_few_and_long_ranges_are_read(answering: Answering, pages: np.ndarray) -> None:
    few, _ = answering.memory.gather(addresses(pages)[:2], 48)
    whole, _ = answering.memory.gather(addresses(pages)[:50], PAGE)
    span = answering.memory.span(int(addresses(pages)[0]), 3 * PAGE)
    assert answering.asked == []
    assert few.view("<u8")[:, 0].tolist() == [1, 2]
    assert whole.view("<u8")[:, 0].tolist() == list(range(1, 51))
    assert span.view("<u8")[:: PAGE // 8].tolist() == [1, 2, 3]


def test_what_allocators_add_up_is_told(answering: Answering) -> None:
    answering.sums |= {SUMS: lambda: b"900 300 12", POOLS: lambda: b"2 1048576 16384 1024 2064384 15360 0"}
    with answering.memory.adding_up():
        assert answering.memory.ask_malloc() == ToldSums(900, 300)
        told = answering.memory.ask_pymalloc()
        assert told is not None
        assert (told.arenas, told.live_bytes, told.free_blocks_bytes, told.header_bytes) == (2, 16384, 1024, 15360)
    answering.sums[POOLS] = lambda: b""
    with answering.memory.adding_up():
        assert answering.memory.ask_pymalloc() is None


def test_while_malloc_adds_up_for_long_few_ranges_are_read_and_many_wait(
    answering: Answering, pages: np.ndarray
) -> None:
    may_end = threading.Event()
    with answering.memory.adding_up():
        assert answering.memory.ask_malloc() is None
    answering.sums[SUMS] = lambda: b"900 300 %d" % (may_end.wait(60) and 30_000_000)
    for took in ("at first", "as the time before"):
        threading.Timer(0.2, may_end.set).start()
        with answering.memory.adding_up():
            rows, found = answering.memory.gather(addresses(pages)[:100], 48)
            assert found.all(), took
            assert rows.view("<u8")[:, 0].tolist() == list(range(1, 101))
            assert answering.memory.ask_malloc() == ToldSums(900, 300)
        assert answering.asked == [100], took
        may_end.clear()


def test_sums_that_nobody_asks_for_come_to_no_other_question(answering: Answering, pages: np.ndarray) -> None:
    for number in range(3):
        answering.sums[SUMS] = lambda number=number: b"%d 0 5" % number
        with answering.memory.adding_up():
            rows, _ = answering.memory.gather(addresses(pages)[:100], 48)
            assert rows.view("<u8")[:, 0].tolist() == list(range(1, 101))
    with answering.memory.adding_up():
        assert answering.memory.ask_malloc() == ToldSums(2, 0)


def test_a_process_that_has_ended_is_one_sentence() -> None:
    answers, questions = os.pipe(), os.pipe()
    process = TellingProcess(answers[0], questions[1])
    process.ask("sums")
    os.close(answers[1])
    with pytest.raises(InputError, match="the process has ended"):
        process.told("sums")
    for end in (answers[0], *questions):
        os.close(end)
