"""That a process has children which hold memory is told beside its own ledger."""

import subprocess
import sys

from sparsemem.measure.attach.descendants import tell_descendants

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {body!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print("ready", flush=True)
sys.stdin.read()
child.kill()
"""


def told(body: str) -> list[str]:
    command = [sys.executable, "-c", PARENT.format(body=body)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        assert parent.stdout.readline() == "ready\n"
        found = tell_descendants(parent.pid)
        parent.stdin.close()
        parent.wait()
    return found


def test_a_child_that_holds_much_is_told() -> None:
    (line,) = told("held = b'1' * 40_000_000; print(flush=True); input()")
    assert line.startswith("A process that it started holds ")
    assert "--tree" in line


def test_who_has_none_or_is_gone_has_nothing_to_tell() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as alone:
        assert tell_descendants(alone.pid) == []
        alone.kill()
    assert tell_descendants(2**22 + 1) == []
