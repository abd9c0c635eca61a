"""What a program does when it is run: in this process, in a folder of its own."""

import contextlib
import io
import os
import runpy
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rewrite.connections import closed_afterwards


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What can be seen of a run: its output, how it ended, and the files that it left."""

    output: str
    raised: str | None
    files: dict[str, str]


def behaviour(sources: Mapping[str, str], entry: str = "main.py") -> Behaviour:
    """Run `entry` of a program as a script."""
    output, raised = io.StringIO(), None
    redirected = contextlib.redirect_stdout(output)
    with tempfile.TemporaryDirectory() as place, _inside(Path(place)), closed_afterwards(), redirected:
        for name, text in sources.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_bytes(text.encode())
        try:
            runpy.run_path(entry, run_name="__main__")
        except (Exception, SystemExit) as problem:
            raised = described(problem)
        files = {
            path.name: path.read_text() for path in Path(place).rglob("*.*") if path.suffix not in {".py", ".pyc"}
        }
    return Behaviour(output.getvalue(), raised, files)


def keeps_promise(before: Behaviour, after: Behaviour) -> bool:
    """Whether nothing tells the two apart but, where both end by an exception, which one that is."""
    together = (before.raised is None) is (after.raised is None)
    return together and (before.output, before.files) == (after.output, after.files)


def described(problem: BaseException) -> str:
    """The type and the message of an exception."""
    return f"{type(problem).__name__}: {problem}"


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder from which modules are imported; forget them afterwards."""
    known, path, here = set(sys.modules), list(sys.path), Path.cwd()
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode, written = True, sys.dont_write_bytecode
    try:
        yield
    finally:
        os.chdir(here)
        sys.path[:] = path
        sys.dont_write_bytecode = written
        for name in set(sys.modules) - known:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(folder)):
                del sys.modules[name]
