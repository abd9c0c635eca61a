"""A child that answers line by line, and that is looked at in between."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Asked:
    """A child that runs a program with some arguments."""

    def __init__(self, program: str, *arguments: str, python: str = sys.executable) -> None:
        line = [python, "-c", program, *arguments]
        self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self._process.pid

    def ask(self, line: str = "") -> str:
        """What it answers to a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self.hear()

    def hear(self) -> str:
        """The next line that it says, without its end."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def end(self) -> None:
        """It goes, and its pipes with it."""
        self._process.kill()
        self._process.communicate()


Begin = Callable[..., Asked]


@contextmanager
def children() -> Iterator[Begin]:
    """Begins children, as `Asked` does; all are gone afterwards."""
    begun: list[Asked] = []

    def begin(program: str, *arguments: str, python: str = sys.executable) -> Asked:
        begun.append(Asked(program, *arguments, python=python))
        return begun[-1]

    try:
        yield begin
    finally:
        for one in begun:
            one.end()
