"""macOS and Windows, simulated: the RSS is told, all else is null, and one sentence says so."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sparsemem.cli.main import main
from sparsemem.measure.machine import platforms

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=[("darwin", "Darwin", "macOS"), ("win32", "Windows", "Windows")])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the system that this seems to be."""
    name, kind, called = request.param
    monkeypatch.setattr(platforms.sys, "platform", name)
    monkeypatch.setattr(platform, "system", lambda: kind)
    return str(called)


@pytest.mark.parametrize("more", [[], ["--tree"]])
def test_attach_tells_the_rss_and_nothing_else(
    system: str, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    assert main(["attach", str(os.getpid()), *more]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "no verdict" in said
    assert f"On {system} only the RSS of a process can be told" in said


def test_what_is_not_known_is_null(system: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attach", str(os.getpid()), "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    moment = found["looks"][0]["moment"]
    assert moment["rss_bytes"] > 1 << 20
    assert [moment[name] for name in ("anonymous_bytes", "ledger", "live_bytes", "huge_bytes")] == [None] * 4
    assert (found["verdict"], found["findings"], found["coverage"]) == ("inconclusive", [], None)


@pytest.mark.parametrize("line", [["scan", "a.py"], ["compare", "a.py", "a.py"]])
def test_a_scan_says_what_it_needs(
    system: str, line: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text("print('run')\n")
    assert main(line) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"On {system} only" in err
    assert "Linux" in err


def test_a_process_that_may_not_be_looked_at(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: psutil.Process) -> None:
        raise psutil.AccessDenied(self.pid)

    monkeypatch.setattr(psutil.Process, "memory_info", refuse)
    assert main(["attach", str(os.getpid())]) == 2


WITHOUT = """
import concurrent.futures.process, ctypes, importlib, os, pkgutil, signal, sys
import numpy, psutil, rich.console, rich.status

for name in ("posix", "fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for module, names in {
    signal: ("SIGHUP", "SIGRTMAX", "SIGRTMIN", "SIGKILL", "SIGALRM", "pthread_sigmask"),
    os: ("pidfd_open", "SEEK_DATA", "SEEK_HOLE", "sched_yield", "fork", "getuid", "O_CLOEXEC"),
}.items():
    for name in names:
        delattr(module, name)

class Library(ctypes.CDLL):
    def __init__(self, name=None, *rest, **more):
        if name is None:
            raise TypeError("a name is needed here")
        super().__init__(name, *rest, **more)

ctypes.CDLL = Library
sys.platform = "win32"
import sparsemem
for module in pkgutil.walk_packages(sparsemem.__path__, "sparsemem."):
    # The probe is loaded into programs that are measured, which is on Linux.
    if not module.name.startswith("sparsemem.probe.") and module.name not in ("sparsemem.__main__", *OTHERS):
        importlib.import_module(module.name)
from sparsemem.cli.main import main
sys.exit(main(["review", "reviewed.py"]))
"""


def test_all_is_importable_and_review_works_without_posix(tmp_path: Path) -> None:
    (tmp_path / "reviewed.py").write_text("total = sum([number for number in range(10)])\n")
    # Extras: one may not be there, and what it needs is for others to say.
    exporters = ("dask_worker_plugin", "opentelemetry_gauges", "prometheus_collector")
    others = ("sparsemem.source.newer", *(f"sparsemem.exporters.{name}" for name in exporters))
    program = f"OTHERS = {others!r}\n" + WITHOUT
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    assert "finding" in done.stdout
