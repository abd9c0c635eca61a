"""What is left on a terminal of 80 columns and 24 lines when a command has ended."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from commands import ROOT

SPARSE = """
import os
scale = int(os.environ.get("SPARSEMEM_SCALE", 1))
rows = [{"id": i, "label": f"label-{i}"} for i in range(60_000 * scale)]
LABELS = [row["label"] for row in rows[::37]]
del rows
"""
OPEN = "import os\nprint('ready', flush=True)\nos.read(0, 1)\n"
_ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def last_screen(folder: Path, *arguments: str) -> str:
    """The last 24 lines that a command writes on such a terminal, on one line, without frames."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment |= {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = [sys.executable, "-m", "sparsemem", *arguments]
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=-3, stdout=theirs, stderr=theirs):
        os.close(theirs)
        written = b""
        while chunk := _read(ours):
            written += chunk
    os.close(ours)
    lines = _ESCAPE.sub(b"", written).decode().splitlines()
    assert max(len(line.rpartition("\r")[2]) for line in lines) <= 80
    return " ".join(" ".join(lines[-23:]).replace("│", " ").split())


def _read(descriptor: int) -> bytes:
    """What comes next; nothing when the other side has ended, which Linux tells by an error."""
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sparse.py").write_text(SPARSE)
    return tmp_path


def test_whatif_ends_with_the_setting_and_its_line(folder: Path) -> None:
    seen = last_screen(folder, "whatif", "--quick", "--survivors", "LABELS", "sparse.py")
    assert "RSS at the end is" in seen
    assert "program: LABELS = " in seen


def test_a_scan_ends_with_verdict_cause_and_next_step(folder: Path) -> None:
    screen = last_screen(folder, "scan", "--scales", "1,2", "--quick", "sparse.py")
    assert "sparse: freed memory that does not go back" in screen
    assert "__main__.LABELS" in screen
    assert "Do this first: Copy __main__.LABELS out" in screen
    assert "everything: --all; what SM101 means: sparsemem explain SM101" in screen


def test_an_attach_ends_likewise_and_cuts_no_name(folder: Path) -> None:
    long = SPARSE.replace("LABELS", "LABELS_OF_ALL_ORDERS_OF_THE_YEAR")
    service = subprocess.Popen([sys.executable, "-c", long + OPEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with service:
        assert service.stdout is not None
        service.stdout.readline()
        screen = last_screen(folder, "attach", str(service.pid))
        service.kill()
    assert "__main__.LABELS_OF_ALL_ORDERS_OF_THE_YEAR" in screen
    assert "Do this first: Copy __main__.LABELS_OF_ALL_ORDERS_OF_THE_YEAR out" in screen
    assert "…" not in screen
