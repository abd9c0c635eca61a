"""Why an object is alive, a step a line, and as many rows as were asked for: of a scan and of a running process."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import sparsemem

PROGRAM = """
class Session:
    def __init__(self, size): self.payload = ["x" * size]
class State:
    def __init__(self): self.sessions = {"small": Session(10), "large": Session(3_000_000)}
class App:
    def __init__(self): self.state = State()
app = App()
OTHER = ["y" * 500_000]
"""
WAITS = 'import time\nprint("ready", flush=True)\ntime.sleep(120)\n'


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("why")
    (folder / "work.py").write_text(PROGRAM)
    done = sparsemem(folder, "scan", "--quick", "--why", "Session", "--top", "2", "work.py")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def pid() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-c", PROGRAM + WAITS], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield str(child.pid)
        child.kill()


def way(text: str) -> list[str]:
    """The steps, without what each retains."""
    lines = text.splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("Why "))
    return [line.partition("  retains")[0].strip() for line in lines[begin + 1 :]]


def check_way(text: str) -> None:
    steps = way(text)
    assert steps[0].startswith("module __main__")
    assert "'app'" in steps[2]
    assert any(".sessions" in step and "(dict)" in step for step in steps)
    assert "'large'" in steps[-1]
    assert steps[-1].endswith("Session)")


def check_rows(text: str) -> None:
    """Two owners, two types, and no more."""
    table = text.partition("Who holds the live heap")[2].partition("(all others)")[0]
    assert "Session.payload" in table or "State.sessions" in table
    assert len([line for line in table.splitlines()[3:] if "%" in line]) == 2


def test_a_scan_draws_the_path_to_the_largest(scanned: str) -> None:
    check_way(scanned)


def test_a_scan_has_as_many_rows_as_were_asked_for(scanned: str) -> None:
    check_rows(scanned)


def test_attach_does_the_same(tmp_path: Path, pid: str) -> None:
    done = sparsemem(tmp_path, "attach", "--why", "Session", "--top", "2", pid)
    assert done.returncode == 0, done.stderr
    check_way(done.stdout)
    check_rows(done.stdout)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("x = 1\n")
    done = sparsemem(tmp_path, "scan", "--quick", "--why", "NoSuchType", "work.py")
    assert done.returncode == 0, done.stderr
    assert "Nothing alive was found that is called NoSuchType" in done.stdout
