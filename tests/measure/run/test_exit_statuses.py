"""How grandchildren ended that their own parent has waited for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.exit_statuses import ExitStatuses
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Target
from sparsemem.report.words.run_words import killed_workers

FORKS = """
import os, sys
def child(code):
    pid = os.fork()
    if pid:
        return pid
    sys.stdin.readline()
    os.kill(os.getpid(), -code) if code < 0 else os._exit(code)
for code in (0, 3, -9, -15):
    pid = child(code)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("gone", flush=True)
sys.stdin.readline()
"""


def test_statuses_of_processes_that_others_waited_for() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", FORKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    statuses, pids = ExitStatuses(), []
    for _ in range(4):
        pids.append(int(parent.stdout.readline()))
        statuses.look([parent.pid, pids[-1]])
        parent.stdin.write("\n")
        assert parent.stdout.readline() == "gone\n"
    statuses.close()
    parent.communicate("\n")
    if not statuses.codes:
        pytest.skip("this kernel does not tell how a process ended that others waited for")
    assert [statuses.codes[pid] for pid in pids] == [0, 3, -9, -15]
    assert parent.pid not in statuses.codes


def test_no_descriptor_is_left_and_none_is_asked_twice() -> None:
    before = len(os.listdir("/proc/self/fd"))
    statuses = ExitStatuses()
    for _ in range(3):
        child = subprocess.Popen([sys.executable, "-c", ""])
        statuses.look([child.pid])
        child.wait()
    statuses.close()
    assert len(os.listdir("/proc/self/fd")) == before
    assert set(statuses.codes.values()) <= {0}


CRASHING = """
import os, signal, time
def fork(number):
    child = os.fork()
    if not child:
        time.sleep(0.7)
        os.kill(os.getpid(), number)
    return child
for child in [fork(signal.SIGKILL), fork(signal.SIGTERM)]: os.waitpid(child, 0)
time.sleep(0.5)
"""


def test_a_worker_that_was_killed_is_told_and_one_that_was_asked_to_end_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CRASHING)
    target = Target("script", str(tmp_path / "a.py"), (), sys.executable)
    run = measure_run(target, Turn(1, 0, Command(())), Conditions(1 << 40), tmp_path).run
    codes = sorted(process.exit_code for process in run.processes if process.exit_code is not None)
    if not codes:
        pytest.skip("this kernel does not tell how a process ended that others waited for")
    assert codes == [-15, -9]
    assert killed_workers(run).startswith("A process beside the root was ended by signal 9 (SIGKILL): pid ")
