"""The process that waits for its ledger, as the helper asks it: by a pipe each way, a line for a question and one for
the answer. It answers in order, so that several questions can be on their way."""

import os
import select
from collections import deque

from sparsemem.errors import InputError

_PIECE = 1 << 12
"""Bytes: as much as a pipe takes at once (PIPE_BUF), and many lines."""


class TellingProcess:
    """The helper's end of the pipes."""

    def __init__(self, answers: int = 0, questions: int = 1) -> None:
        """The descriptor that answers are read from, and that which questions are written to."""
        self._answers, self._questions = answers, questions
        self._asked: deque[str] = deque()
        self._told: dict[str, bytes] = {}
        self._read = bytearray()

    def ask(self, word: str, *numbers: int) -> None:
        """The process goes on to answer; `told` is the answer."""
        os.write(self._questions, f"{' '.join(map(str, (word, *numbers)))}\n".encode())
        self._asked.append(word)

    def is_busy(self) -> bool:
        """Whether it has an answer still to give."""
        while self._asked and (b"\n" in self._read or select.select([self._answers], [], [], 0)[0]):
            self._take()
        return bool(self._asked)

    def told(self, word: str) -> bytes:
        """Waits for the answer to what was asked by this word, and lets go of it. Raises InputError where the process
        has ended."""
        while word not in self._told:
            self._take()
        return self._told.pop(word)

    def forget(self) -> None:
        """Waits for what has been asked, so that no answer comes to another question."""
        while self._asked:
            self._take()
        self._told.clear()

    def _take(self) -> None:
        """The next answer."""
        while b"\n" not in self._read:
            piece = os.read(self._answers, _PIECE)
            if not piece:
                raise InputError("the process has ended: its memory cannot be read")
            self._read += piece
        line, _, self._read = self._read.partition(b"\n")
        self._told[self._asked.popleft()] = bytes(line)
