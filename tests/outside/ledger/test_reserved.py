"""Address space that a process only reserved."""

import subprocess
import sys

from commands import ROOT
from tests.outside.children import Start

RESERVES = """
import mmap
place = mmap.mmap(-1, 1 << 44, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0x4000))
place[1 << 40] = 1
kept = [str(i) for i in range(100_000)]
"""
READS = """
import resource, sys
from sparsemem.outside import read_ledger
# A reader that lists every place of what is reserved would take all the memory of the machine.
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
print(read_ledger(int(sys.argv[1])).python.live_bytes)
"""


def test_sixteen_terabytes_cost_us_nothing(start: Start) -> None:
    child = start(RESERVES)
    line = [sys.executable, "-c", READS, str(child.pid)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 4 << 20
