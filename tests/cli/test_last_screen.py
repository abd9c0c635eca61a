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
SURVIVORS = ("--survivors", "LABELS", "sparse.py")
OPEN = "import os\nprint('ready', flush=True)\nos.read(0, 1)\n"
_ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def last_screen(folder: Path, *arguments: str, is_ours: bool = True) -> str:
    """The last 24 lines that a command writes on such a terminal, on one line, without frames; unless `is_ours` the
    lines are a program's, and as long as they are there."""
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
    if is_ours:
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
    seen = last_screen(folder, "whatif", "--quick", "--only", "survivors,child,arena_max", *SURVIVORS)
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


STREAMS = (
    SPARSE.replace("rows = [", "rows = (")
    .replace("range(60_000 * scale)]", "range(60_000 * scale))")
    .replace(
        'LABELS = [row["label"] for row in rows[::37]]',
        'LABELS = [row["label"] for row in rows if not row["id"] % 37]',
    )
)


def test_a_comparison_ends_with_what_is_saved_and_what_is_gone(folder: Path) -> None:
    (folder / "streams.py").write_text(STREAMS)
    screen = last_screen(folder, "compare", "--scales", "1,2", "--quick", "sparse.py", "streams.py")
    assert "the same output" in screen
    assert "Before: sparse.py. After: streams.py." in screen
    assert "After is, of before: peak RSS 0." in screen
    assert "Gone: SM101" in screen


CHAIN = """
def read_{0}(lines):
    return [line.split() for line in lines]


def named_{0}(rows):
    return [{{"name": row[0], "size": int(row[1])}} for row in rows]


def total_{0}(path):
    return sum(row["size"] for row in named_{0}(read_{0}(open(path))))
"""


def test_a_review_ends_with_the_place_to_begin_at(folder: Path) -> None:
    (folder / "chain.py").write_text("".join(map(CHAIN.format, range(12))))
    screen = last_screen(folder, "review", "chain.py", is_ours=False)
    assert "Begin at chain.py:" in screen
    assert "sparsemem explain SM2" in screen


def test_a_rewriting_ends_with_what_it_changes_and_what_to_do(folder: Path) -> None:
    (folder / "chain.py").write_text("".join(map(CHAIN.format, range(12))))
    screen = last_screen(folder, "rewrite", "chain.py", is_ours=False)
    assert "24 places would change; 0 left as they are" in screen
    assert "To change the files: the same with --write." in screen
