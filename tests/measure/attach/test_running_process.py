"""What is told while a running process is looked at."""

import subprocess
import sys

from sparsemem.measure.attach.running_process import attach_process
from sparsemem.outside.heap_reading import Asked


def test_each_step_is_told_as_it_begins() -> None:
    told: list[str] = []
    program = "KEPT = [[i] for i in range(50_000)]; print('ready', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        attach_process(child.pid, 0.0, Asked(tell=told.append))
        child.communicate(b"\n")
    assert told == [
        "where its memory is",
        "what its objects refer to",
        "what keeps free memory",
        "its caches",
        "equal values and empty room",
    ]
