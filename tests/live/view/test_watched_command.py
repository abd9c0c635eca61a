"""A program that was started to be looked at, and what it has started itself."""

import sys
import time

import psutil
import pytest

from sparsemem.errors import InputError
from sparsemem.live.view import watched_command
from sparsemem.live.view.watched_command import WatchedCommand

WORKERS = """
import signal, subprocess, sys, time
{first}
worker = subprocess.Popen([sys.executable, "-c", {work!r}], stdout=subprocess.PIPE)
worker.stdout.readline()
print("begun", flush=True)
time.sleep(1000)
"""
SLEEP = "import time; print(1, flush=True); time.sleep(1000)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def begun(first: str, work: str) -> tuple[WatchedCommand, list[psutil.Process]]:
    command = WatchedCommand([sys.executable, "-c", WORKERS.format(first=first, work=work)])
    end = time.monotonic() + 30
    while "begun" not in command.tail():
        assert time.monotonic() < end
        time.sleep(0.02)
    root = psutil.Process(command.pid)
    return command, [root, *root.children()]


@pytest.mark.parametrize(
    ("first", "work"),
    [("", SLEEP), (STUBBORN, SLEEP), ("", f"{STUBBORN}; {SLEEP}")],
    ids=["both end", "the program stays", "its worker stays"],
)
def test_stopping_ends_its_workers_as_well(first: str, work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched_command, "_GRACE_SECONDS", 0.5)
    command, processes = begun(first, work)
    assert len(processes) == 2
    assert command.stop() is None
    _, alive = psutil.wait_procs(processes, 10)
    assert all(one.status() == psutil.STATUS_ZOMBIE for one in alive)


def test_one_that_has_ended_keeps_its_status() -> None:
    command = WatchedCommand([sys.executable, "-c", "print('said'); raise SystemExit(5)"])
    end = time.monotonic() + 30
    while command.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert command.tail() == "said\n"
    assert command.stop() == 5


def test_what_cannot_be_started_is_said() -> None:
    with pytest.raises(InputError, match="cannot be started"):
        WatchedCommand(["/nowhere/at/all"])
