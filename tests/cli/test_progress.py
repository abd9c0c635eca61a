"""The line that stays on standard error for each run."""

import io
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

import sweeps
from commands import sparsemem
from sparsemem.cli.progress import Progress
from sparsemem.measure.program.spawn import Place
from sparsemem.measure.run.finished import Finished
from sparsemem.model import Run, TreeMoment
from sparsemem.units import MB


def line(run: Run, folder: Path) -> str:
    stream = io.StringIO()
    progress = Progress(Console(file=stream, width=200), show_output=False)
    progress.started(2, 0)
    progress.finished(Finished(run, {}, Place(folder, folder, folder, folder), None))
    return stream.getvalue()


def test_forced_colours_make_no_terminal_of_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    done = sparsemem(tmp_path, "scan", "--quick", "a.py", FORCE_COLOR="1")
    assert "\x1b[?25l" not in done.stderr
    assert [line[:4] for line in done.stderr.splitlines()] == ["The ", "1x  "]
    watched = sparsemem(tmp_path, "watch", "--", sys.executable, "a.py", FORCE_COLOR="1")
    assert "\x1b[?1049h" not in watched.stdout


def test_a_run_is_told_with_its_live_heap_and_its_peak(tmp_path: Path) -> None:
    said = line(sweeps.run(2, end=sweeps.moment(30 * MB)), tmp_path)
    assert said == "2x  1.0 s  live 30.0 MB, RSS 30.0 MB, peak 30.0 MB\n"


def test_a_run_with_workers_is_told_with_what_all_hold_together(tmp_path: Path) -> None:
    run = replace(sweeps.run(2, end=sweeps.moment(30 * MB)), tree_peak=TreeMoment(1.0, 3, 130 * MB, None, None, None))
    said = line(run, tmp_path)
    assert "3 processes, 130 MB together at the highest look; root: live 30.0 MB, RSS 30.0 MB" in said


def test_a_run_whose_root_holds_nearly_all_is_told_as_one_process(tmp_path: Path) -> None:
    tree = TreeMoment(1.0, 3, 25 * MB, None, None, 24 * MB)
    said = line(replace(sweeps.run(2, end=sweeps.moment(30 * MB)), tree_peak=tree), tmp_path)
    assert said == "2x  1.0 s  live 30.0 MB, RSS 30.0 MB, peak 30.0 MB\n"
