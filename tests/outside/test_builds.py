"""Other builds of Python and another C library: read rightly, or told apart and said so."""

import shutil
import subprocess
from pathlib import Path

import pytest

from sparsemem.cli.main import main
from sparsemem.outside import read_ledger
from tests.outside.children import Start, wait_until_it_sleeps
from tests.outside.kept import read_kept

HOLDS = """
LABELS = {}
rows = [{"id": i, "label": "label %d" % i} for i in range(30_000)]
for row in rows[::37]:
    LABELS[row["label"]] = row["id"]
del rows, row
buffers = [bytes(900 + i % 300) for i in range(5_000)][::4]
"""


def pyenv(version: str) -> str:
    """An interpreter of that version; the test is skipped where pyenv has none."""
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return str(found[-1]) if found else pytest.skip(f"pyenv has no Python {version} here")


def debug_build() -> str:
    """A debug build; the test is skipped where none is installed."""
    names = ("python3.13-dbg", "python3.12-dbg", "python3.11-dbg")
    found = next(filter(None, map(shutil.which, names)), None)
    return found or pytest.skip("there is no debug build of Python here (Debian has it as python3-dbg)")


def test_3_10_is_read_as_it_counts_itself(start: Start) -> None:
    child = start(HOLDS, python=pyenv("3.10"))
    reading = read_ledger(child.pid)
    assert reading.identity.python_version == "3.10"
    assert reading.python.live_bytes == pytest.approx(child.own("# bytes in allocated blocks"), rel=0.01)
    assert reading.python.free_blocks_bytes == pytest.approx(child.own("# bytes in available blocks"), rel=0.01)
    assert reading.malloc.live_bytes == pytest.approx(child.malloc["live"] + child.malloc["mapped"], rel=0.05)
    assert reading.moment.ledger is not None
    assert (reading.moment.ledger.unattributed_bytes or 0) < 1 << 20


def test_3_10_s_types_are_known_and_its_owners_are_not_guessed(start: Start) -> None:
    child = start(HOLDS, python=pyenv("3.10"))
    kept = read_kept(child.pid, values=True)
    texts = next(one for one in kept.types if one.type_name == "str")
    assert texts.values
    assert any(value.startswith("'label ") for value in texts.values)
    assert all(not one.owners for one in kept.types)
    assert any("owners have no names" in limit for limit in read_ledger(child.pid).identity.limits)


@pytest.mark.parametrize("version", ["3.8", "3.9"])
def test_older_ones_are_told_apart(start: Start, version: str) -> None:
    reading = read_ledger(start(HOLDS, python=pyenv(version)).pid)
    ledger = reading.moment.ledger
    assert ledger is not None
    assert (ledger.python_live_bytes, ledger.python_free_blocks_bytes, ledger.live_bytes) == (None, None, None)
    assert reading.moment.allocated.python_bytes is None
    assert ledger.malloc_live_bytes
    assert ledger.total_bytes == reading.moment.rss_bytes
    assert reading.identity.limits[0].startswith(f"Pools of Python {version} have another layout")


def test_a_debug_build_is_read_as_it_counts_itself(start: Start) -> None:
    child = start(HOLDS, python=debug_build())
    reading = read_ledger(child.pid)
    assert reading.python.live_bytes == pytest.approx(child.own("# bytes in allocated blocks"), rel=0.01)
    assert any("debug build" in limit for limit in reading.identity.limits)
    kept = read_kept(child.pid)
    texts = next(one for one in kept.types if one.type_name == "str")
    assert [owner.name for owner in texts.owners][:1] == ["__main__.LABELS"]


MUSL = """
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 20000; i++) memset(malloc(1000), 1, 1000);
    char ready = '.';
    write(1, &ready, 1);
    return read(0, &ready, 1) < 0;
}
"""


def test_a_program_of_musl_is_recognised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compiler = shutil.which("musl-gcc")
    if compiler is None:
        pytest.skip("there is no musl here (Debian has it as musl-tools)")
    (tmp_path / "holds.c").write_text(MUSL)
    subprocess.run([compiler, "-w", "-o", tmp_path / "holds", tmp_path / "holds.c"], check=True)
    with subprocess.Popen([tmp_path / "holds"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        wait_until_it_sleeps(child.pid)
        reading = read_ledger(child.pid)
        status = main(["attach", str(child.pid)])
        child.communicate(b".")
    ledger = reading.moment.ledger
    assert ledger is not None
    assert (reading.identity.libc, reading.identity.malloc) == ("musl", "musl")
    assert (ledger.malloc_live_bytes, ledger.live_bytes) == (None, None)
    assert ledger.unattributed_bytes is not None
    assert ledger.unattributed_bytes > 20_000_000
    assert any(limit.startswith("malloc is musl") for limit in reading.identity.limits)
    assert status == 2
    assert "runs no Python" in capsys.readouterr().err
