"""The real command line, as a person would start it."""

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 120
_DECIDES_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "MALLOC_", "GLIBC_")
"""Variables of these names matter to a process when it starts."""


def sparsemem(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m sparsemem` in `folder`; standard input is empty.

    By a process that has it loaded and forks, where the start is not what a test is about.
    """
    variables = _variables(environment)
    if _at_start(variables) == _at_start(_variables({})) == _warm_start():
        return _warm(folder, arguments, variables)
    return started(folder, *arguments, **environment)


def started(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The same by an interpreter that is started for it."""
    return subprocess.run(
        [sys.executable, "-m", "sparsemem", *arguments],
        cwd=folder,
        env=_variables(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def _variables(own: dict[str, str]) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"} | own


def _at_start(variables: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith(_DECIDES_AT_START)}


@cache
def _warm_start() -> dict[str, str]:
    """With which variables the one that is loaded was started: those of the first command."""
    return _at_start(_variables({}))


@cache
def _server() -> "subprocess.Popen[str]":
    _warm_start()
    line = [sys.executable, str(Path(__file__).with_name("warm.py"))]
    # A fork has but the thread that forks: numpy's must not wait for others.
    variables = _variables({"OPENBLAS_NUM_THREADS": "1"})
    server = subprocess.Popen(line, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def warm_seconds() -> float:
    """Processor seconds of it, and of all that it started."""
    return sum(psutil.Process(_server().pid).cpu_times()[:4]) if _server.cache_info().currsize else 0.0


def _warm(folder: Path, arguments: tuple[str, ...], variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    with tempfile.TemporaryDirectory() as private:
        out, error = Path(private, "out"), Path(private, "error")
        out.touch()
        error.touch()
        request = {
            "arguments": arguments,
            "folder": str(folder.absolute()),
            "environment": variables,
            "out": str(out),
            "error": str(error),
        }
        status = _answer(json.dumps(request))
        said = [one.read_text(errors="surrogateescape") for one in (out, error)]
    return subprocess.CompletedProcess(["sparsemem", *arguments], status, *said)


def _answer(line: str) -> int:
    """The status of a request. Raises TimeoutExpired, and ends what was started, where that takes too long."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(line + "\n")
    server.stdin.flush()
    if not select.select([server.stdout], [], [], PATIENCE_SECONDS)[0]:
        for process in psutil.Process(server.pid).children(recursive=True):
            process.kill()
        server.stdout.readline()
        raise subprocess.TimeoutExpired(line, PATIENCE_SECONDS)
    return int(server.stdout.readline())
