"""A scan from its command line to its exit status and its report."""

import json
import os
import subprocess
import sys
import zipapp
from pathlib import Path
from typing import Any

import pytest

import sparsemem as package
from commands import ROOT, sparsemem
from sparsemem.model.saved_records import load_report

QUICK = ("--quick", "--scales", "1,2")
READS_SCALE = "import os\nscale = int(os.environ['SPARSEMEM_SCALE'])\n"
SPARSE = """\
import os
rows = 100_000 * int(os.environ["SPARSEMEM_SCALE"])
data = [{"id": i, "label": str(i)} for i in range(rows)]
kept = data[::37]
del data
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty working directory."""
    return tmp_path


def script(folder: Path, text: str, name: str = "a.py") -> str:
    (folder / name).write_text(text)
    return name


def saved(folder: Path, name: str = "out.json") -> Any:
    text = (folder / name).read_text()
    load_report(text, name)
    return json.loads(text)


def test_the_version_is_the_package_s(folder: Path) -> None:
    done = sparsemem(folder, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"sparsemem {package.__version__}\n", "")


@pytest.mark.parametrize("arguments", [("--help",), ("scan", "--help")])
def test_help_goes_to_standard_output(folder: Path, arguments: tuple[str, ...]) -> None:
    done = sparsemem(folder, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: sparsemem")


def test_an_archive_and_a_module_are_scaled_by_what_they_read(folder: Path) -> None:
    (folder / "load").mkdir()
    script(folder / "load", f"{READS_SCALE}import numbers_\n", "__main__.py")
    script(folder / "load", "ROWS = list(range(10))\n", "numbers_.py")
    zipapp.create_archive(folder / "load", folder / "load.pyz")
    script(folder, READS_SCALE, "plain.py")
    for named in (["load.pyz"], ["load"], ["-m", "plain"]):
        done = sparsemem(folder, "scan", *QUICK, *named)
        assert done.returncode == 0, done.stderr
        assert "at 1x, 2x. Knob: the program reads SPARSEMEM_SCALE." in done.stderr
        assert "At 2x the process ends" in done.stdout


@pytest.mark.parametrize(
    ("text", "outlived"),
    [
        ("import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n", 1),
        ("import os, time\nif os.fork(): os._exit(0)\ntime.sleep(60)\n", 1),
        ("import os, time\nif not os.fork(): time.sleep(0.05)\n", 0),
        ("from multiprocessing import shared_memory as s\nm = s.SharedMemory(create=True, size=9)\nm.unlink()\n", 0),
    ],
    ids=["a child", "a daemon", "one that ends as well", "multiprocessing's tracker"],
)
def test_what_goes_on_without_the_program_is_told_and_ended(folder: Path, text: str, outlived: int) -> None:
    done = sparsemem(folder, "scan", *QUICK, "--json", "out.json", "--md", "-", script(folder, text))
    told = "A process that it had started went on without it, and was ended with the run"
    assert (told in done.stdout) == bool(outlived)
    assert [run["outlived"] for run in saved(folder)["runs"]] == [outlived]


def test_a_good_program_ends_with_status_0_and_says_before_how_often_it_runs(folder: Path) -> None:
    done = sparsemem(folder, "scan", "--scales", "1,3", "--profile", "off", script(folder, READS_SCALE))
    assert done.returncode == 0
    assert "4 times" in done.stderr.splitlines()[0]
    assert "healthy: no sparse memory here" in done.stdout


def test_a_program_without_a_knob_runs_at_one_scale_and_is_told_how_to_name_one(folder: Path) -> None:
    done = sparsemem(folder, "scan", "--quick", "--json", "out.json", script(folder, "pass\n"))
    assert done.returncode == 0
    report = saved(folder)
    assert (report["plan"]["knob"], report["plan"]["scales"], report["verdict"]) == ("none", [1], "healthy")
    assert "whether it grows with the data was not looked at" in " ".join(done.stdout.split())
    assert "--vary NAME" in report["plan"]["detail"]


def test_json_on_standard_output_is_all_of_it(folder: Path) -> None:
    done = sparsemem(folder, "scan", *QUICK, "--json", "-", script(folder, READS_SCALE + "print('noise')\n"))
    assert done.returncode == 0
    assert [run["scale"] for run in json.loads(done.stdout)["runs"]] == [1, 2]


def test_a_report_file_replaces_an_old_one_and_keeps_its_mode(folder: Path) -> None:
    (folder / "out.json").write_text("old")
    (folder / "out.json").chmod(0o640)
    assert sparsemem(folder, "scan", *QUICK, "--json", "out.json", script(folder, READS_SCALE)).returncode == 0
    assert saved(folder)["format"] == "sparsemem.scan"
    assert (folder / "out.json").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["a.py", "out.json"]


def test_a_report_is_written_through_a_link(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "out.json").symlink_to("real/out.json")
    assert sparsemem(folder, "scan", *QUICK, "--json", "out.json", script(folder, READS_SCALE)).returncode == 0
    assert (folder / "out.json").is_symlink()
    assert saved(folder, "real/out.json")["runs"]


def test_the_saved_file_names_the_program_relative_to_the_working_directory(folder: Path) -> None:
    (folder / "src").mkdir()
    name = script(folder, READS_SCALE, "src/a.py")
    assert sparsemem(folder, "scan", *QUICK, "--json", "out.json", str(folder / name), "--", "x", "y").returncode == 0
    assert saved(folder)["target"] == saved(folder)["target"] | {
        "kind": "script",
        "path": "src/a.py",
        "argv": ["x", "y"],
    }


UNSEEN_EXIT = """
import _imp, posix
made = _imp.create_builtin(posix.__spec__)
_imp.exec_builtin(made)
made._exit(STATUS)
"""
"""Leaves by a function that nobody can have put another one in the place of."""


@pytest.mark.parametrize(
    ("text", "exit_code", "runs_made"),
    [
        ("import sys; sys.exit(5)\n", 5, 2),  # it came to its end, and what it held there is judged at each scale
        ("1 / 0\n", 1, 1),
        ("import os; os.kill(os.getpid(), 9)\n", -9, 1),
        ("import os; os._exit(5)\n", 5, 2),  # it was looked at just before
        (UNSEEN_EXIT.replace("STATUS", "7"), 7, 2),
    ],
)
def test_a_program_that_fails_gives_status_3_and_the_report_is_still_written(
    folder: Path, text: str, exit_code: int, runs_made: int
) -> None:
    done = sparsemem(folder, "scan", *QUICK, "--json", "out.json", script(folder, READS_SCALE + text))
    assert done.returncode == 3
    assert "sparsemem: " not in done.stderr
    runs = saved(folder)["runs"]
    assert [(run["outcome"], run["exit_code"]) for run in runs] == [("failed", exit_code)] * runs_made
    assert saved(folder)["verdict"] == ("healthy" if exit_code == 5 else "inconclusive")


def test_what_a_failing_program_said_is_shown(folder: Path) -> None:
    done = sparsemem(folder, "scan", *QUICK, script(folder, READS_SCALE + "raise ValueError('no rows')\n"))
    assert done.returncode == 3
    assert "ValueError: no rows" in done.stderr


def test_a_program_that_fails_at_a_larger_scale_keeps_what_was_measured(folder: Path) -> None:
    name = script(folder, READS_SCALE + "import sys; sys.exit(scale == 2)\n")
    done = sparsemem(folder, "scan", "--quick", "--scales", "1,2,3", "--json", "out.json", name)
    assert done.returncode == 3
    assert [run["outcome"] for run in saved(folder)["runs"]] == ["ok", "failed", "ok"]


def test_an_expected_status_is_a_good_end_and_another_is_none(folder: Path) -> None:
    name = script(folder, READS_SCALE + "import sys; sys.exit(4)\n")
    assert sparsemem(folder, "scan", *QUICK, "--expect-exit", "4", name).returncode == 0
    assert sparsemem(folder, "scan", *QUICK, "--expect-exit", "5", name).returncode == 3


def test_a_timeout_is_a_failure_with_a_report(folder: Path) -> None:
    name = script(folder, READS_SCALE + "import time; time.sleep(60)\n")
    done = sparsemem(folder, "scan", *QUICK, "--timeout", "0.4", "--json", "out.json", name)
    assert done.returncode == 3
    assert [run["outcome"] for run in saved(folder)["runs"]] == ["timeout"]


def test_a_program_over_its_guard_is_stopped(folder: Path) -> None:
    name = script(folder, READS_SCALE + "import time; b = b'x' * (200 << 20); time.sleep(60)\n")
    done = sparsemem(folder, "scan", *QUICK, "--max-rss", "100MB", "--json", "out.json", name)
    assert done.returncode == 3
    assert [run["outcome"] for run in saved(folder)["runs"]] == ["max_rss"]


FILLS = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("asked to end", flush=True)))
CACHE = {number: [str(number + 7 * step) for step in range(20)] for number in range(20_000)}
more = b"x" * (120 << 20)
time.sleep(60)
"""


@pytest.mark.parametrize("bound", [("--timeout", "5"), ("--max-rss", "130MB")])
def test_a_first_run_that_a_bound_stops_has_its_owners_named(folder: Path, bound: tuple[str, str]) -> None:
    done = sparsemem(folder, "scan", *QUICK, *bound, "--json", "out.json", script(folder, FILLS))
    assert done.returncode == 3
    report = saved(folder)
    (run,) = report["runs"]
    assert run["outcome"] == bound[0].strip("-").replace("-", "_")
    # Beside it what is being made when the bound on memory is reached: nothing but a C stack refers to that.
    assert "__main__.CACHE" in [owner["owner"] for owner in report["heap"]["owners"][:2]]
    assert "__main__.CACHE" in done.stdout
    parts = sum(owner["live_bytes"] or 0 for owner in report["heap"]["owners"])
    assert parts <= 1.02 * run["last"]["moment"]["rss_bytes"]
    assert run["peak_rss_bytes"] >= run["last"]["moment"]["rss_bytes"] * 0.98
    assert ("asked to end" in done.stderr) == (bound[0] == "--timeout")


def test_findings_change_the_status_only_where_that_was_asked_for(folder: Path) -> None:
    name = script(folder, SPARSE)
    plain = sparsemem(folder, "scan", *QUICK, "--json", "out.json", name)
    assert plain.returncode == 0
    report = saved(folder)
    assert report["verdict"] == "sparse"
    assert [f["severity"] for f in report["findings"] if f["code"] == "SM101"] == ["warning"]
    statuses = [
        sparsemem(folder, "scan", "--quick", "--scales", "2", "--fail-on", level, name).returncode
        for level in ("error", "warning", "note")
    ]
    assert statuses == [0, 1, 1]


def test_a_failing_program_comes_before_its_findings(folder: Path) -> None:
    name = script(folder, SPARSE + "raise SystemExit(rows > 150_000)\n")
    assert sparsemem(folder, "scan", "--quick", "--scales", "1,2", "--fail-on", "note", name).returncode == 3


def test_a_module_is_run_as_python_m_runs_it(folder: Path) -> None:
    (folder / "pkg").mkdir()
    script(folder, "print(__name__, __package__)\n", "pkg/__main__.py")
    done = sparsemem(folder, "scan", "--quick", "--show-output", "--json", "out.json", "-m", "pkg")
    assert done.returncode == 0
    assert "__main__ pkg" in done.stderr
    assert saved(folder)["target"] | {"python": ""} == {"kind": "module", "path": "pkg", "argv": [], "python": ""}


def test_arguments_after_the_two_dashes_are_the_program_s_own(folder: Path) -> None:
    name = script(folder, "import sys; print(sys.argv[1:])\n")
    done = sparsemem(
        folder, "scan", "--quick", "--scales", "2", "--show-output", name, "--", "--json", "{5}", "--", "{{}}"
    )
    assert "['--json', '10', '--', '{}']" in done.stderr


def test_names_that_are_no_utf_8_are_measured_and_reported(folder: Path) -> None:
    name = "caf\udce9.py"
    script(folder, READS_SCALE, name)
    done = sparsemem(folder, "scan", *QUICK, "--json", "out.json", name, "--", "\udcff")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert saved(folder)["target"]["argv"] == ["\udcff"]


def test_an_output_that_nobody_reads_is_no_traceback(folder: Path) -> None:
    name = script(folder, READS_SCALE)
    closed = folder / "closed.py"
    closed.write_text(
        "import os, subprocess, sys\n"
        "source, sink = os.pipe(); os.close(source)\n"
        "line = [sys.executable, '-m', 'sparsemem', *sys.argv[1:]]\n"
        "done = subprocess.run(line, stdout=sink, stderr=-1, text=True)\n"
        "print(done.returncode); print(done.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, str(closed), "scan", *QUICK, "--json", "-", name],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Traceback" not in done.stdout
    assert "Exception ignored" not in done.stdout
    assert done.stdout.startswith("141\n")


def test_a_reader_of_the_progress_that_goes_away_does_not_end_the_scan(folder: Path) -> None:
    name = script(folder, READS_SCALE)
    reader, writer = os.pipe()
    os.close(reader)
    line = [sys.executable, "-m", "sparsemem", "scan", *QUICK, "--show-output", "--json", "out.json", name]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=writer, check=False)
    os.close(writer)
    assert done.returncode == 0
    assert b"healthy" in done.stdout
    assert saved(folder)["verdict"] == "healthy"


LARGE = READS_SCALE + "rows = [f'row {i}' for i in range(90_000 * scale)]\n"


def test_the_profiler_pass_is_announced_and_saved_and_its_flame_graph_written(folder: Path) -> None:
    arguments = ("--scales", "1,2", "--repeats", "1", "--json", "out.json", "--flamegraph", "peak.html")
    done = sparsemem(folder, "scan", *arguments, script(folder, LARGE))
    assert done.returncode == 0
    said = done.stderr.splitlines()
    assert said[1] == "One more run at the smallest scale follows, with memray: it takes longer."
    assert [line.split(":")[0] for line in said if "to read the record" in line] == [
        "One more run at 1x, with memray"
    ]
    assert saved(folder)["profile"]["tool"] == "memray"
    assert saved(folder)["profile"]["peak_lines"][0]["path"] == "a.py"
    assert (folder / "peak.html").read_text().lstrip().lower().startswith("<!doctype html")


def test_a_scan_goes_on_without_memray_and_says_how_to_get_it(folder: Path) -> None:
    (folder / "blocked").mkdir()
    (folder / "blocked" / "memray.py").write_text("raise ImportError")
    arguments = ("--scales", "1", "--repeats", "1", "--profile", "one", "--json", "out.json")
    done = sparsemem(folder, "scan", *arguments, script(folder, LARGE), PYTHONPATH=f"{ROOT}:{folder / 'blocked'}")
    assert done.returncode == 0
    assert f"{sys.executable} -m pip install memray" in done.stderr
    assert saved(folder)["profile"]["tool"] == "tracemalloc"


@pytest.mark.parametrize("options", [("--quick",), ("--profile", "off")])
def test_without_the_pass_there_is_no_profile(folder: Path, options: tuple[str, ...]) -> None:
    done = sparsemem(folder, "scan", "--scales", "1", *options, "--json", "out.json", script(folder, "pass\n"))
    assert "memray" not in done.stderr
    assert saved(folder)["profile"] is None
    done = sparsemem(folder, "scan", *options, "--flamegraph", "peak.html", "a.py")
    assert (done.returncode, "--flamegraph needs the run under memray" in done.stderr) == (2, True)
    assert not (folder / "peak.html").exists()


LEAVES = "import os\nrows = [bytes(1000) for _ in range(60_000)]\n"


@pytest.mark.parametrize("options", [("--fail-on", "note"), ("--fail-on", "error", "--limit", "10MB")])
def test_a_check_that_saw_no_end_does_not_pass(folder: Path, options: tuple[str, ...]) -> None:
    unseen = script(folder, LEAVES + UNSEEN_EXIT.replace("STATUS", "0"))
    done = sparsemem(folder, "scan", *QUICK, *options, unseen)
    assert done.returncode == 1
    assert "fails: no run was seen at the end of its last line" in done.stderr
    assert sparsemem(folder, "scan", *QUICK, unseen).returncode == 0


def test_a_program_that_leaves_by_exit_at_once_is_judged_by_the_look_before(folder: Path) -> None:
    leaves = script(folder, LEAVES + "os._exit(0)\n")
    done = sparsemem(folder, "scan", *QUICK, "--fail-on", "note", "--json", "out.json", leaves)
    assert done.returncode == 0
    (run,) = saved(folder)["runs"]
    assert (run["ended"], run["moments"]["end"]) == ("left", None)
    assert run["last"]["seconds_before_end"] < 0.05
    assert run["last"]["moment"]["live_bytes"] > 60_000_000
    assert run["last"]["moment"]["ledger"] is not None
    assert saved(folder)["verdict"] == "healthy"
    assert sparsemem(folder, "scan", *QUICK, "--fail-on", "error", "--limit", "10MB", leaves).returncode == 1
