"""The helper that stays: nobody's child, one for each process, gone when nobody asks it any more."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sparsemem.errors import InputError
from sparsemem.live import handed_ranges, helper_process, kept_helper
from sparsemem.live.kept_helper import ask_kept_helper
from sparsemem.live.process_records import ledger_of
from sparsemem.probe import native
from sparsemem.units import MB

ROOT = Path(kept_helper.__file__).parents[2]


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Iterator[kept_helper._Keeper]:
    """One of the test's own, let go of at its end."""
    own = kept_helper._Keeper()
    monkeypatch.setattr(kept_helper, "_KEEPER", own)
    yield own
    own._drop()


def rss_by(answer: str) -> int:
    found = ledger_of(answer).moment.rss_bytes
    assert found is not None
    return found


def helper_of(keeper: kept_helper._Keeper) -> psutil.Process:
    assert keeper._helper is not None
    return psutil.Process(keeper._helper.pid)


def wait_until(so: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_second_question_goes_to_the_same_helper_which_is_no_child(keeper: kept_helper._Keeper) -> None:
    before = set(psutil.Process().children())
    first = rss_by(ask_kept_helper("ledger"))
    helper = helper_of(keeper)
    assert rss_by(ask_kept_helper("ledger")) == pytest.approx(first, rel=0.2)
    assert helper_of(keeper) == helper
    assert helper not in before | set(psutil.Process().children())
    assert helper.cwd() == "/"


@pytest.mark.parametrize("call", [None, lambda *_: -1], ids=["no writev", "refused"])
def test_what_is_not_handed_over_is_read(
    keeper: kept_helper._Keeper, call: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = ledger_of(ask_kept_helper("ledger")).moment
    monkeypatch.setattr(handed_ranges, "_writev", call)
    read = ledger_of(ask_kept_helper("ledger")).moment
    for moment in (handed, read):
        assert moment.ledger is not None
        assert moment.ledger.total_bytes == moment.rss_bytes
    assert read.live_bytes == pytest.approx(handed.live_bytes, rel=0.1)


def test_what_malloc_tells_of_itself_is_what_a_walk_finds(
    keeper: kept_helper._Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [bytes(1_000) for _ in range(20_000)]
    del kept[::3]
    assert len(kept_helper._malloc_told().split()) == 3
    told = ledger_of(ask_kept_helper("ledger")).moment
    monkeypatch.setattr(kept_helper, "_malloc_told", lambda: b"")
    walked = ledger_of(ask_kept_helper("ledger")).moment
    assert told.ledger is not None
    assert walked.ledger is not None
    assert told.ledger.total_bytes == told.rss_bytes
    assert told.ledger.malloc_live_bytes == pytest.approx(walked.ledger.malloc_live_bytes, abs=MB)
    assert told.ledger.malloc_free_bytes == pytest.approx(walked.ledger.malloc_free_bytes, abs=MB)


def test_what_pymalloc_tells_of_itself_is_what_the_headers_say(
    keeper: kept_helper._Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [{"number": str(number)} for number in range(60_000)]
    del kept[::3]
    assert len(kept_helper._pymalloc_told().split()) == 7
    told = [ledger_of(ask_kept_helper("ledger")).moment for _ in range(2)][-1]
    monkeypatch.setattr(kept_helper, "_pymalloc_told", lambda: b"")
    read = ledger_of(ask_kept_helper("ledger")).moment
    assert told.ledger is not None
    assert read.ledger is not None
    assert told.ledger.total_bytes == told.rss_bytes
    for part in ("python_live_bytes", "python_free_blocks_bytes", "python_free_pools_bytes", "python_overhead_bytes"):
        assert getattr(told.ledger, part) == pytest.approx(getattr(read.ledger, part), abs=MB / 2), part


def test_one_that_has_ended_is_followed_by_another(keeper: kept_helper._Keeper) -> None:
    ask_kept_helper("ledger")
    helper = helper_of(keeper)
    helper.kill()
    wait_until(lambda: not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE)
    assert rss_by(ask_kept_helper("ledger")) > 0
    assert helper_of(keeper).pid != helper.pid


def test_one_that_ends_while_it_is_handed_something_is_followed_by_another(
    keeper: kept_helper._Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_kept_helper("ledger")
    helper = helper_of(keeper)

    def hand_over(file: int, count: int, size: int) -> bytes:
        if helper.is_running():
            helper.kill()
            wait_until(lambda: not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE)
        return handed_ranges.hand_over(file, count, size)

    monkeypatch.setattr(kept_helper, "hand_over", hand_over)
    assert rss_by(ask_kept_helper("ledger")) > 0
    assert helper_of(keeper).pid != helper.pid


def test_it_ends_when_it_is_asked_nothing(keeper: kept_helper._Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_helper, "IDLE_SECONDS", 0.1)
    ask_kept_helper("ledger")
    helper = helper_of(keeper)
    wait_until(lambda: not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE)
    assert rss_by(ask_kept_helper("ledger")) > 0


def test_what_it_cannot_do_is_an_answer_and_not_its_end(keeper: kept_helper._Keeper) -> None:
    ask_kept_helper("ledger")
    helper = helper_of(keeper)
    assert json.loads(ask_kept_helper("nonsense")) == {
        "error": "the helper that reads this process failed: KeyError: 'nonsense'"
    }
    assert helper_of(keeper) == helper


def test_descriptors_that_the_program_closed_and_opened_anew_are_left_alone(
    keeper: kept_helper._Keeper, tmp_path: Path
) -> None:
    ask_kept_helper("ledger")
    assert keeper._helper is not None
    numbers = [one.number for one in keeper._helper._open()]
    with open(tmp_path / "own", "wb") as own:
        for number in numbers:
            os.dup2(own.fileno(), number)
        assert rss_by(ask_kept_helper("ledger")) > 0
        assert all(os.path.sameopenfile(own.fileno(), number) for number in numbers)
        for number in numbers:
            os.close(number)
    assert (tmp_path / "own").read_bytes() == b""


def test_a_kernel_that_does_not_know_the_seal_makes_the_file_without(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse_seal(name: object, flags: native.Int) -> int:
        asked.append(flags.value)
        return -1 if flags.value & 8 else 7

    monkeypatch.setattr(handed_ranges, "_memfd_create", refuse_seal)
    assert handed_ranges.open_shared_file() == 7
    assert asked == [9, 1]


@pytest.mark.parametrize("made", [None, -1], ids=["no memfd_create", "refused"])
def test_without_a_file_in_memory_it_reads_by_itself(
    keeper: kept_helper._Keeper, made: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handed_ranges, "_memfd_create", made and (lambda *_: made))
    assert rss_by(ask_kept_helper("ledger")) == pytest.approx(psutil.Process().memory_info().rss, rel=0.2)
    helper = helper_of(keeper)
    assert rss_by(ask_kept_helper("ledger")) > 0
    assert helper_of(keeper) == helper


def test_a_program_with_thousands_of_descriptors_is_read(keeper: kept_helper._Keeper) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    taken = []
    try:
        while not taken or taken[-1] < 1100:
            taken.append(os.open(os.devnull, os.O_RDONLY))
        assert rss_by(ask_kept_helper("ledger")) > 0
        keeper._drop()
    finally:
        for number in taken:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_threads_ask_in_turn(keeper: kept_helper._Keeper) -> None:
    told: list[int] = []
    threads = [threading.Thread(target=lambda: told.append(rss_by(ask_kept_helper("ledger")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 4
    assert all(told)


def test_one_that_takes_too_long_is_let_go(keeper: kept_helper._Keeper) -> None:
    ask_kept_helper("ledger")
    helper = helper_of(keeper)
    helper.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(InputError, match=r"was not read within 0\.2 s"):
            ask_kept_helper("ledger", 0.2)
    finally:
        helper.kill()
    assert rss_by(ask_kept_helper("ledger")) > 0


def test_with_yama_it_is_named_while_it_reads_and_then_the_recorder_again(
    keeper: kept_helper._Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[int] = []
    monkeypatch.setattr(helper_process, "read_scope", lambda: 1)
    monkeypatch.setattr(helper_process, "_name_reader", named.append)
    monkeypatch.setattr(helper_process, "_LASTING", [0])
    helper_process.let_read(4711)
    ask_kept_helper("ledger")
    assert named == [4711, helper_of(keeper).pid, 4711]


FORKS = """
import os, signal, sys, sparsemem
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
kept = [bytes(1000) for _ in range(50_000)]
def told(): return sparsemem.ledger().moment.rss_bytes
told()
child = os.fork()
if not child:
    del kept
    more = bytearray(b"y" * 100_000_000)
    print("fork", told() > 90_000_000, flush=True)
    os._exit(0)
os.waitpid(child, 0)
print("parent", 50_000_000 < told() < 140_000_000)
try: os.wait()
except ChildProcessError: print("no child")
"""


def test_a_fork_has_its_own_and_nobody_is_waited_for() -> None:
    line = [sys.executable, "-X", "dev", "-W", "error", "-c", FORKS]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120)
    assert done.stdout.split("\n") == ["fork True", "parent True", "no child", ""]
    assert done.stderr == ""


def test_where_none_starts_that_is_said(keeper: kept_helper._Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(InputError, match=r"did not start: try sparsemem.ledger\(quick=True\)"):
        ask_kept_helper("ledger")
