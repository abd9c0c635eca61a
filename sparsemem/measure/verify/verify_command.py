"""The command that shows what a project does: a script, a module, or its tests."""

import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from sparsemem.errors import UsageError
from sparsemem.measure.program.interpreter import check_interpreter
from sparsemem.model import Target

_INTERPRETER = re.compile(r"python[0-9.]*")
_TESTS = ("pytest", "py.test")
_HOW = 'write "load.py --rows {1000}", "python -m package ARGS" or "pytest ARGS"'


@dataclass(frozen=True, slots=True)
class Work:
    """What is run, and whether it is the project's tests."""

    target: Target
    is_tests: bool


def parse_work(text: str, python: str | None = None) -> Work:
    """The program that a command line names. Raises UsageError where it is none that Python runs."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(f"--verify {text!r} cannot be read: {error}; {_HOW}") from None
    if words and _INTERPRETER.fullmatch(Path(words[0]).name):
        python = python or words[0]
        words = words[1:]
    interpreter = check_interpreter(python or _default_python())
    words = list(map(_in_copy, words))
    if len(words) > 1 and words[0] == "-m":
        return Work(Target("module", words[1], tuple(words[2:]), interpreter), words[1] in _TESTS)
    if words and words[0] in _TESTS:
        return Work(Target("module", "pytest", tuple(words[1:]), interpreter), is_tests=True)
    if words and words[0].endswith(".py"):
        return Work(Target("script", words[0], tuple(words[1:]), interpreter), is_tests=False)
    raise UsageError(f"--verify {text!r} runs no script, module or tests; {_HOW}")


def _in_copy(word: str) -> str:
    """A path into the working directory as it is from there, so that the copy is run and not the original."""
    path, here = Path(word), Path.cwd()
    if not path.is_absolute() or not path.exists():
        return word
    for origin in (here, here.resolve()):
        if path.is_relative_to(origin):
            return str(path.relative_to(origin)) or "."
    if path.suffix == ".py":
        raise UsageError(f"--verify: {word} is not under the working directory, of which a copy is run")
    return word


def _default_python() -> str:
    """What a person would get who types `python`: that of the active environment."""
    return shutil.which("python") or sys.executable
