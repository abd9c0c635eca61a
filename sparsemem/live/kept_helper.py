"""A helper process that stays for a minute, so that a ledger costs its reading and not the start of a Python.

It is no child of this process, so that neither os.wait() nor a list of children meets it, and holds two pipes. It
ends when it is asked nothing for `IDLE_SECONDS`, or when this process ends. A fork starts one of its own. Before it
ends it closes the pipe of its answers, so that a question never meets a pipe that nobody reads (SIGPIPE).
"""

import _thread
import contextlib
import os
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path
from time import monotonic
from typing import Final

from sparsemem.errors import InputError
from sparsemem.live.handed_ranges import POOLS, RANGES, SUMS, hand_over, open_shared_file
from sparsemem.live.helper_process import SECONDS, name_readers, refuse_where_none_may_be_read
from sparsemem.live.known_descriptor import KnownDescriptor
from sparsemem.live.malloc_sums import ask_malloc
from sparsemem.live.pymalloc_sums import ask_pymalloc

IDLE_SECONDS: Final = 60.0
_CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from sparsemem.live.self_reader import stay; stay()"
_START_SECONDS = 60.0
_PIECE = 1 << 16
_WORDS = (RANGES, POOLS, SUMS)
_NOT_STARTED = "the helper that reads this process did not start: try sparsemem.ledger(quick=True)"


class _KeptHelper:
    """The helper of this process, started when it is first asked."""

    def __init__(self) -> None:
        """Raises InputError where it does not start."""
        asked, asks = os.pipe()
        answers, answered = os.pipe()
        shared = open_shared_file()
        self._asks, self._answers = KnownDescriptor(asks), KnownDescriptor(answers)
        self._shared = None if shared is None else KnownDescriptor(shared)
        self._read = bytearray()
        try:
            _start(asked, answered, shared)
            self.pid = int(self._line(_START_SECONDS) or 0)
        finally:
            os.close(asked)
            os.close(answered)
        if not self.pid:
            self.close()
            raise InputError(_NOT_STARTED)

    def ask(self, what: str, seconds: float) -> str:
        """Its answer; empty where it has ended meanwhile. Raises InputError where it takes longer than `seconds`."""
        if not all(one.is_open() for one in self._open()) or self._answers.is_ready(0):  # before a question: its end
            return ""
        with name_readers(self.pid), contextlib.suppress(BrokenPipeError):
            shared = self._shared.number if self._shared else -1
            self._write(f"{os.getpid()} {what} {shared}\n".encode())
            while (line := self._line(seconds)).startswith(_WORDS):
                self._write(_told(shared, *line.split()) + b"\n")
            return line
        return ""

    def close(self) -> None:
        """It ends by itself when its pipes are closed."""
        for one in self._open():
            one.close()

    def _open(self) -> list[KnownDescriptor]:
        return [one for one in (self._asks, self._answers, self._shared) if one]

    def _write(self, what: bytes) -> None:
        os.write(self._asks.number, what)

    def _line(self, seconds: float) -> str:
        """What it writes up to the end of a line; empty where it has ended."""
        while b"\n" not in self._read:
            if not self._more(seconds):
                return ""
        line, _, self._read = self._read.partition(b"\n")
        return line.decode()

    def _more(self, seconds: float) -> bool:
        """Whether more of it has come."""
        if not self._answers.is_ready(seconds):
            raise InputError(f"this process was not read within {seconds:g} s: attach to it from a terminal")
        piece = os.read(self._answers.number, _PIECE)
        self._read += piece
        return bool(piece)


def _told(shared: int, word: str, *numbers: str) -> bytes:
    """The answer to one of `_WORDS`."""
    if word == RANGES:
        return hand_over(shared, *map(int, numbers))
    return _pymalloc_told() if word == POOLS else _malloc_told()


def _malloc_told() -> bytes:
    """What malloc has in its heaps, how much of it is free, and how many microseconds it took to say so; nothing
    where it does not tell."""
    began = monotonic()
    sums = ask_malloc()
    took_us = (monotonic() - began) * 1e6
    return b"%d %d %d" % (sums.system_bytes, sums.free_bytes - sums.fast_bytes, took_us) if sums else b""


def _pymalloc_told() -> bytes:
    """What pymalloc has in its arenas, as the numbers of `PymallocStats`; nothing where there is no such
    allocator."""
    sums = ask_pymalloc()
    return " ".join(map(str, astuple(sums))).encode() if sums else b""


def _start(asked: int, answered: int, shared: int | None) -> None:
    """What is started leaves a child of its own, and has ended when this returns. Raises InputError."""
    command = [sys.executable, "-P", "-c", _CODE, str(Path(__file__).parents[2]), str(IDLE_SECONDS)]
    try:
        subprocess.run(
            command,
            stdin=asked,
            stdout=answered,
            stderr=subprocess.DEVNULL,
            pass_fds=() if shared is None else (shared,),
            start_new_session=True,
            timeout=_START_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise InputError(_NOT_STARTED) from None


class _Keeper:
    """Has the helper of this process; one thread asks at a time."""

    def __init__(self) -> None:
        self._lock = _thread.allocate_lock()
        self._helper: _KeptHelper | None = None
        os.register_at_fork(after_in_child=self._forked)

    def ask(self, what: str, seconds: float) -> str:
        """The answer, of a new helper where that of before has ended."""
        refuse_where_none_may_be_read()
        with self._lock:
            answer = self._asked(what, seconds) if self._helper else ""
            if not answer:
                self._drop()
                self._helper = _KeptHelper()
                answer = self._asked(what, seconds)
        if not answer:
            raise InputError("the helper that reads this process failed: it said nothing")
        return answer

    def _asked(self, what: str, seconds: float) -> str:
        assert self._helper is not None
        try:
            return self._helper.ask(what, seconds)
        except BaseException:  # Its answer would come to the next question.
            self._drop()
            raise

    def _drop(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.close()

    def _forked(self) -> None:
        """The helper is the parent's: a fork lets go of its pipes."""
        self._lock = _thread.allocate_lock()
        self._drop()


_KEEPER = _Keeper()


def ask_kept_helper(what: str, seconds: float = SECONDS) -> str:
    """What `self_reader` says of this process, as JSON, by the helper that stays; `what` is as for `ask_helper`.

    Raises InputError where the kernel does not let a process be read, where the helper fails, or is not done within
    `seconds`.
    """
    return _KEEPER.ask(what, seconds)
