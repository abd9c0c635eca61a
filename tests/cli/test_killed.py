"""A real control group with a limit, and a program in it that the kernel kills."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from commands import ROOT
from laboratory import wait_until
from sparsemem.units import MB

LIMIT = 160 * MB
GROWS = """
import sys, time
blocks = []
for _ in range(int(sys.argv[1])):
    blocks.append(bytearray(b"x") * (1 << 20))
    time.sleep(0.001)
"""
ENTER = "import os, sys; open(sys.argv[1] + '/cgroup.procs', 'w').write('0'); os.execv(sys.argv[2], sys.argv[2:])"
_TRIES = 6
"""What the kernel has killed is charged to the group until it is gone: if the scan asks for a page meanwhile, it is
killed as well, once in six times here."""
FILES = {Path("/sys/fs/cgroup/memory"): "memory.limit_in_bytes", Path("/sys/fs/cgroup"): "memory.max"}


@pytest.fixture
def group() -> Iterator[Path]:
    """A control group of ours with a limit, gone afterwards; where none can be made, the test is skipped."""
    for root, limit in FILES.items():
        folder = root / f"sparsemem-test-{os.getpid()}"
        with suppress(OSError):
            folder.mkdir()
            if (folder / limit).exists():
                break
            folder.rmdir()
    else:
        pytest.skip("no control group can be made here: that takes root, and a hierarchy that may be written")
    (folder / limit).write_text(str(LIMIT))
    yield folder
    wait_until(lambda: not (folder / "cgroup.procs").read_text())
    folder.rmdir()


def test_who_the_kernel_kills_is_told_so_with_the_limit(group: Path, tmp_path: Path) -> None:
    script, report = tmp_path / "grows.py", tmp_path / "report.json"
    script.write_text(GROWS)
    options = ["--scales", "1,10", "--repeats", "1", "--max-rss", "8GB", "--json", str(report)]
    scan = [sys.executable, "-m", "sparsemem", "scan", *options, str(script), "--", "{30}"]
    for _ in range(_TRIES):
        done = subprocess.run(
            [sys.executable, "-c", ENTER, str(group), *scan],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=ROOT,
        )
        if done.returncode != -signal.SIGKILL:
            break
    said = json.loads(report.read_text())
    first, last = said["runs"]

    assert done.returncode == 3
    assert (first["outcome"], first["group"]["oom_kills"], first["group"]["limit_bytes"]) == ("ok", 0, LIMIT)
    assert first["group"]["end"]["charged_bytes"] > first["moments"]["end"]["anonymous_bytes"]
    assert (last["outcome"], last["exit_code"], last["group"]["oom_kills"]) == ("failed", -9, 1)
    assert "killed by the kernel: the group's limit of 160 MB was reached" in done.stderr
    (finding,) = (one for one in said["findings"] if one["code"] == "SM111")
    assert finding["severity"] == "error"
