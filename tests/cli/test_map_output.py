"""`--map` and `--map-svg` of a scan; those of `attach` are tested with it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from commands import sparsemem

SCRIPT = """
import os
ROWS = 60_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))
rows = [{"id": i, "label": f"label {i}"} for i in range(ROWS)]
LABELS = [row["label"] for row in rows[::50]]
del rows
"""
SCAN = ("scan", "--quick", "--scales", "2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with a program."""
    (tmp_path / "program.py").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def test_a_scan_shows_the_map_of_its_last_moment_and_writes_it(folder: Path) -> None:
    done = sparsemem(folder, *SCAN, "--map", "--map-svg", "map.svg", "program.py")
    assert done.returncode == 0, done.stderr
    title = ElementTree.parse(folder / "map.svg").getroot()[0].text
    assert title is not None
    assert "__main__.LABELS pins" in title
    assert title in " ".join(done.stdout.split())


def test_the_picture_alone_on_standard_output(folder: Path) -> None:
    done = sparsemem(folder, *SCAN, "--map", "--map-svg", "-", "program.py")
    assert done.returncode == 0, done.stderr
    assert ElementTree.fromstring(done.stdout).tag.endswith("svg")


def test_without_the_option_there_is_no_map(folder: Path) -> None:
    assert "arenas held" not in sparsemem(folder, *SCAN, "program.py").stdout


def test_standard_output_takes_one_format(folder: Path) -> None:
    done = sparsemem(folder, *SCAN, "--map-svg", "-", "--json", "-", "program.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sparsemem: standard output takes one format: give the others a file\n"


def test_a_file_that_cannot_be_written_is_refused_before_the_work(folder: Path) -> None:
    done = sparsemem(folder, *SCAN, "--map-svg", "nowhere/map.svg", "program.py")
    assert done.returncode == 2
    assert done.stderr == "sparsemem: nowhere/map.svg cannot be written: there is no folder nowhere\n"


def test_a_program_that_fails_has_no_map_and_no_file(folder: Path) -> None:
    (folder / "program.py").write_text("import os; os.environ.get('SPARSEMEM_SCALE'); os.kill(os.getpid(), 9)\n")
    done = sparsemem(folder, *SCAN, "--map", "--map-svg", "map.svg", "program.py")
    assert done.returncode == 3
    assert not (folder / "map.svg").exists()
