"""sparsemem itself, run by each of the newest Pythons that .ci/newest-pythons made."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sparsemem
from sparsemem.units import MB
from tests.outside.children import interpreters

PACKAGE = Path(sparsemem.__file__).parent.parent
KEEPS_SOME = """
rows = [{"id": i, "name": f"row {i}"} for i in range(120_000)]
KEPT = [row["name"] for row in rows[::90]]
del rows
"""


def hosts() -> list[tuple[str, Path]]:
    """The commands beside which there are the packages that sparsemem needs."""
    found = [(command, Path(command).with_name(f"packages-{command[-4:]}")) for command in interpreters()[1:]]
    return [(command, packages) for command, packages in found if packages.is_dir()]


@pytest.fixture(params=hosts() or [None], ids=lambda host: Path(host[0]).name if host else "none")
def host(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """A command and its packages."""
    if request.param is None:
        pytest.skip("SPARSEMEM_TEST_PYTHONS names no Python with packages beside it: see .ci/newest-pythons")
    found: tuple[str, Path] = request.param
    return found


def run(host: tuple[str, Path], folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`python -m sparsemem` by a host, with warnings as errors, in a folder."""
    command, packages = host
    path = os.pathsep.join([str(packages), str(PACKAGE)])
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "error"}
    line = [command, "-m", "sparsemem", *arguments]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_it_scans_a_program(host: tuple[str, Path], tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(KEEPS_SOME)
    done = run(host, tmp_path, "scan", "--quick", "--profile", "off", "--json", "scan.json", "script.py")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "scan.json").read_text())
    assert report["verdict"] == "sparse"
    assert report["findings"][0]["code"] == "SM101"


def test_it_attaches_to_a_process(host: tuple[str, Path], tmp_path: Path) -> None:
    holds = "KEPT = [[str(i)] for i in range(200_000)]; print('ready', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        done = run(host, tmp_path, "attach", str(child.pid), "--json", "attach.json")
        child.communicate(b"\n")
    assert done.returncode == 0, done.stderr
    first = json.loads((tmp_path / "attach.json").read_text())["heap"]["owners"][0]
    assert first["owner"] == "__main__.KEPT"
    assert first["retained_bytes"] > 20 * MB
