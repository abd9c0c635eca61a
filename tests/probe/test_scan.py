"""Scans of programs that go wrong, never end or leave something behind: exit status, report, and no process left."""

import json
import os
import signal
import subprocess
import time
import venv
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from laboratory import TARGETS, Laboratory, Scan, wait_until

SERVICES = TARGETS / "services"
ENDLESS = str(SERVICES / "loops.py")
StartScan = Callable[..., Scan]


def survivors(mark: Path) -> list[int]:
    """Those of the processes that wrote their number to `mark` which still live."""
    found = []
    for pid in map(int, mark.read_text().split()):
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found


def living_children() -> set[int]:
    """Processes below this one, those included that were orphaned and came to it."""
    children = psutil.Process().children(recursive=True)
    return {child.pid for child in children if child.status() != psutil.STATUS_ZOMBIE}


def only_run(scan: Scan) -> dict[str, Any]:
    """The one run of the report."""
    (run,) = scan.report()["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize(
    ("name", "status", "outcome", "exit_code", "ended"),
    [
        ("forks.py", 0, "ok", 0, "exit"),
        ("exits_at_once.py", 3, "failed", 5, "left"),
        ("is_killed.py", 3, "failed", -9, "signal"),
        ("segfaults.py", 3, "failed", -11, "signal"),
        ("exits_with_text.py", 3, "failed", 1, "exit"),
        ("syntax_error.py", 3, "failed", 1, "exception"),
        ("interrupts_itself.py", 3, "failed", -2, "signal"),
    ],
)
def test_endings(scan: StartScan, name: str, status: int, outcome: str, exit_code: int, ended: str) -> None:
    one = scan(str(TARGETS / name))
    assert one.finish() == status, one.said
    run = only_run(one)
    assert (run["outcome"], run["exit_code"], run["ended"]) == (outcome, exit_code, ended)
    assert run["moments"]["start"]["rss_bytes"] > 0 or name == "syntax_error.py"


HELD = "import os, sys, time\nheld = [str(i) for i in range(400_000)]\ntime.sleep(0.4)\n"


@pytest.mark.parametrize(
    ("end", "ended", "said"),
    [
        ("os._exit(0)", "left", "the program left by os._exit, saw"),
        ("os.execv('/bin/sleep', ['sleep', '0.4'])", "exec", "the program became another one by exec, saw"),
        ("os.kill(os.getpid(), 9)", "signal", "It was ended by signal 9 (SIGKILL)"),
    ],
)
def test_a_run_without_an_end_is_judged_by_the_last_look(
    scan: StartScan, laboratory: Laboratory, end: str, ended: str, said: str
) -> None:
    script = laboratory.folder / "leaves.py"
    script.write_text(HELD + end)
    one = scan(str(script))
    assert one.finish() == (3 if ended == "signal" else 0), one.said
    run = only_run(one)
    assert (run["ended"], run["moments"]["end"]) == (ended, None)
    last = run["last"]
    assert last["moment"]["rss_bytes"] > 25e6
    assert 0 <= last["seconds_before_end"] < last["seconds"]
    assert said in " ".join(one.said.replace("\u2502", " ").split())


def test_a_status_of_its_own_does_not_keep_a_program_from_being_judged(
    scan: StartScan, laboratory: Laboratory
) -> None:
    script = laboratory.folder / "lints.py"
    script.write_text(HELD + "sys.exit(int(os.environ['SPARSEMEM_SCALE']) > 0)")
    one = scan("--scales", "1,2", str(script))
    assert one.finish() == 3
    assert [(run["outcome"], run["ended"]) for run in one.report()["runs"]] == [("failed", "exit")] * 2
    assert one.report()["verdict"] == "healthy"
    screen = " ".join(one.said.replace("\u2502", " ").split())
    assert "If that is meant, say so: --expect-exit 1." in screen


def test_a_program_that_is_stopped_is_looked_at_once_more(scan: StartScan, laboratory: Laboratory) -> None:
    script = laboratory.folder / "grows.py"
    script.write_text("held = []\nwhile True: held.append(str(len(held)) * 10)")
    one = scan("--max-rss", "120MB", str(script))
    assert one.finish() == 3
    run = only_run(one)
    assert (run["outcome"], run["ended"]) == ("max_rss", "stopped")
    assert run["last"]["moment"]["live_bytes"] > 90e6
    assert one.report()["verdict"] == "inconclusive"
    assert "stopped by --max-rss at a peak of" in one.said


def test_an_expected_status(scan: StartScan) -> None:
    one = scan("--expect-exit", "42", str(TARGETS / "exits_with_status.py"))
    assert one.finish() == 0
    assert only_run(one)["outcome"] == "ok"


def test_failing_at_one_scale_only(scan: StartScan, laboratory: Laboratory) -> None:
    script = laboratory.folder / "at_three.py"
    script.write_text("import os; print([0] * 1000); assert os.environ['SPARSEMEM_SCALE'] != '3', 'not three'")
    one = scan("--scales", "1,2,3,4", str(script))
    assert one.finish() == 3
    assert [run["outcome"] for run in one.report()["runs"]] == ["ok", "ok", "failed", "ok"]
    assert "not three" in one.said


@pytest.mark.parametrize("name", ["loops.py", "ignores_requests.py"])
def test_timeout(scan: StartScan, name: str) -> None:
    one = scan("--timeout", "0.5", str(SERVICES / name), "--", "mark")
    assert one.finish() == 3
    run = only_run(one)
    assert run["outcome"] == "timeout"
    assert run["moments"]["end"] is None
    assert run["moments"]["peak"]["rss_bytes"] > 0
    assert survivors(Path("mark")) == []


def test_cleaning_up_after_a_timeout(scan: StartScan) -> None:
    one = scan("--timeout", "0.5", str(SERVICES / "cleans_up.py"), "--", "mark")
    assert one.finish() == 3
    assert only_run(one)["outcome"] == "timeout"
    assert not Path("mark").exists()


def test_too_much_memory(scan: StartScan) -> None:
    one = scan("--max-rss", "60MB", str(SERVICES / "takes_all.py"))
    assert one.finish() == 3
    run = only_run(one)
    assert run["outcome"] == "max_rss"
    assert 60e6 < run["peak_rss_bytes"] < 600e6


def test_too_much_memory_in_a_child(scan: StartScan) -> None:
    one = scan("--max-rss", "80MB", str(SERVICES / "takes_all.py"), "--", "in a child")
    assert one.finish() == 3
    assert only_run(one)["outcome"] == "max_rss"


@pytest.mark.parametrize("name", ["loops.py", "accepts.py", "runs_loop.py", "serves.py", "sleeps.py", "cleans_up.py"])
def test_looking_at_a_service_in_place(scan: StartScan, name: str) -> None:
    one = scan("--for", "0.6", str(SERVICES / name), "--", "mark")
    assert one.finish() == 0, one.said
    run = only_run(one)
    assert run["outcome"] == "ok"
    reached = [name for name, moment in run["moments"].items() if moment is not None]
    assert reached == ["start", "peak", "end", "after_collect", "after_release", "after_trim"]
    assert run["moments"]["end"]["ledger"]["python_live_bytes"] > 0
    assert not Path("mark").exists() or survivors(Path("mark")) == []


def test_a_program_that_ends_before_its_time(scan: StartScan) -> None:
    one = scan("--for", "20", str(TARGETS / "forks.py"))
    assert one.finish() == 0
    assert only_run(one)["moments"]["after_atexit"] is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupt(scan: StartScan, number: int) -> None:
    one = scan("--scales", "1,2", str(SERVICES / "starts_more.py"), "--", "mark")
    wait_until(lambda: Path("mark").exists() and len(Path("mark").read_text().split()) == 3)
    one.send_signal(number)
    assert one.finish() == 130
    run = only_run(one)
    assert run["outcome"] == "interrupted"
    assert run["moments"]["start"] is not None
    assert survivors(Path("mark")) == []


def test_interrupt_at_any_time(scan: StartScan) -> None:
    before = living_children()
    for number in range(8):
        one = scan("--scales", "1,2,3", str(TARGETS / "orders_exit_handlers.py"))
        time.sleep(0.15 + 0.06 * number)
        one.send_signal(signal.SIGINT)
        # While Python imports `site`, before a line of ours, it ends with 1 and says so itself.
        assert one.finish() in (0, 130, -signal.SIGINT) or one.said.startswith("Fatal Python error: init_import_site")
        assert living_children() <= before


def test_killed(scan: StartScan) -> None:
    one = scan(str(SERVICES / "starts_more.py"), "--", "mark")
    wait_until(lambda: Path("mark").exists() and len(Path("mark").read_text().split()) == 3)
    one.kill()
    one.finish()
    wait_until(lambda: survivors(Path("mark")) == [])


def test_killed_after_a_run_it_leaves_the_report_on_that(scan: StartScan, laboratory: Laboratory) -> None:
    script = laboratory.folder / "grows.py"
    script.write_text(
        "import os, time\nkept = [str(i) for i in range(100_000)]\nscale = os.environ['SPARSEMEM_SCALE']\n"
        "if scale == '2':\n    open('mark', 'w').close()\n    time.sleep(600)\n"
    )
    one = scan("--scales", "1,2", str(script))
    wait_until(Path("mark").exists)
    one.kill()
    one.finish()
    report = one.report()
    assert [(run["scale"], run["outcome"]) for run in report["runs"]] == [(1, "ok")]
    assert report["plan"]["scales"] == [1, 2]
    assert report["runs"][0]["moments"]["end"]["live_bytes"] > 5_000_000


def test_a_pipe_gets_one_report(scan: StartScan, laboratory: Laboratory) -> None:
    script = laboratory.folder / "scaled.py"
    script.write_text("import os\nkept = [str(i) for i in range(1000 * int(os.environ['SPARSEMEM_SCALE']))]\n")
    os.mkfifo("pipe")
    with subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE) as reader:
        one = scan("--scales", "1,2", "--json", "pipe", str(script))
        assert one.finish() == 0, one.said
        said, _ = reader.communicate()
    assert [run["scale"] for run in json.loads(said)["runs"]] == [1, 2]


def test_a_daemon_is_not_left_behind(scan: StartScan) -> None:
    one = scan(str(SERVICES / "daemonizes.py"), "--", "mark")
    assert one.finish() == 0, one.said
    assert survivors(Path("mark")) == []
    assert os.path.getsize("mark") > 0


def test_standard_input(scan: StartScan) -> None:
    source, sink = os.pipe()
    try:
        one = scan(str(TARGETS / "raises.py"), stdin=source)
        assert one.finish() == 3
    finally:
        os.close(source)
        os.close(sink)
    Path("data").write_bytes(b"x" * 100_000)
    with open("data", "rb") as file:
        one = scan("--scales", "1,2", "--show-output", str(TARGETS / "reads_input.py"), stdin=file)
        assert one.finish() == 0
    assert "100000 " in one.said


def test_scales_of_a_constant_in_another_interpreter(scan: StartScan, laboratory: Laboratory) -> None:
    venv.create(laboratory.folder / "fresh", symlinks=True, with_pip=False)
    script = laboratory.folder / "sized.py"
    script.write_text("SIZE = 1000\nkept = [object() for _ in range(SIZE)]\nprint(len(kept), __file__)")
    python = str(laboratory.folder / "fresh" / "bin" / "python")
    one = scan("--scales", "1,3", "--vary", "SIZE", "--python", python, "--show-output", str(script))
    assert one.finish() == 0, one.said
    assert f"1000 {script}" in one.said.replace("\n", " ")
    assert f"3000 {script}" in one.said.replace("\n", " ")
    assert all(run["argv"] == [python, str(script)] for run in one.report()["runs"])


def test_a_module(scan: StartScan, laboratory: Laboratory) -> None:
    (laboratory.folder / "tool.py").write_text("import sys; print('tool ran with', sys.argv[1:])")
    one = scan("-m", "tool", "--show-output", "--scales", "1,2", "--", "--size", "{10}")
    assert one.finish() == 0, one.said
    assert "tool ran with ['--size', '20']" in one.said
    assert [run["outcome"] for run in one.report()["runs"]] == ["ok", "ok"]
