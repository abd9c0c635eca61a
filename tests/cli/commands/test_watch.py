"""`watch`: a process and a command seen from outside, by lines, by JSON, in a terminal and by a page."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

import sparsemem
from sparsemem.units import MB

ROOT = Path(sparsemem.__file__).parents[1]
GROWS = """
import sys, time
ORDERS, at = [], 0
print("begun", flush=True)
while True:
    ORDERS.append(f"order {at}" * 20_000)
    at += 1
    time.sleep(0.02)
"""
WATCH = [sys.executable, "-m", "sparsemem", "watch"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def service() -> Iterator["subprocess.Popen[str]"]:
    """A process that grows by some 8 MB a second."""
    with subprocess.Popen([sys.executable, "-c", GROWS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def watch(*arguments: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """What the command says where there is no terminal."""
    line = [*WATCH, *arguments]
    return subprocess.run(line, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=120)


def test_lines_and_a_file_that_growth_reads(service: "subprocess.Popen[str]", tmp_path: Path) -> None:
    done = watch(str(service.pid), "--every", "0.1", "--seconds", "3", "--json", "a.jsonl", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"RSS .*MB  PSS .*MB  live .*MB", done.stdout)
    rss = sparsemem.growth(tmp_path / "a.jsonl")["rss_bytes"]
    assert rss.last > rss.first + MB
    entries = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    moment = next(entry["moment"] for entry in entries if "moment" in entry)
    assert moment["rss_bytes"] == sum(size or 0 for size in moment["ledger"].values())
    assert entries[-1]["ended"] == "stopped"


def test_a_command_is_started_and_its_end_is_the_end() -> None:
    done = watch("--every", "0.1", "--json", "-", "--", sys.executable, "-c", "import time; time.sleep(2)")
    assert done.returncode == 0, done.stderr
    assert all(json.loads(line)["seconds"] >= 0 for line in done.stdout.splitlines())
    assert done.stdout


def test_a_command_that_fails_is_told_by_the_status_and_its_last_words() -> None:
    program = "import sys, time; time.sleep(1); sys.exit('it went wrong')"
    done = watch("--every", "0.2", "--", sys.executable, "-c", program)
    assert done.returncode == 3
    assert "it went wrong" in done.stderr


def test_what_was_last_seen_of_a_process_that_ends_is_told() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(4)"]) as process:
        done = watch(str(process.pid), "--every", "0.1")
    assert done.returncode == 0
    assert re.search(rf"Process {process.pid} has ended; it was last seen at .* s  RSS .*MB  PSS", done.stderr)


def test_a_command_that_still_runs_is_ended_with_the_watch(tmp_path: Path) -> None:
    program = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(300)"
    done = watch("--seconds", "3", "--every", "0.2", "--", sys.executable, "-c", program)
    assert done.returncode == 0, done.stderr
    assert not Path("/proc", (tmp_path / "pid").read_text()).exists()


@pytest.mark.parametrize("arguments", [(), ("1", "--", "true"), ("--", "no-such-program"), ("--every", "0", "1")])
def test_wrong_usage_is_status_2(arguments: tuple[str, ...]) -> None:
    done = watch(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_process_that_is_not_there_is_status_2() -> None:
    assert watch("4194303").returncode == 2


def shows(terminal: pexpect.spawn, text: str) -> None:
    """Wait for a text on the screen; between any two words there may be anything that moves the cursor."""
    terminal.expect(text, timeout=60)


def test_the_view_in_a_terminal_answers_keys_resizes_and_leaves_it_clean(
    service: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    terminal = pexpect.spawn(
        sys.executable,
        [*WATCH[1:], str(service.pid), "--every", "0.2"],
        env=ENVIRONMENT | {"TERM": "xterm"},
        dimensions=(45, 110),
        cwd=tmp_path,
        encoding="utf-8",
    )
    shows(terminal, r"\x1b\[\?1049h")
    shows(terminal, "Where the ")
    terminal.setwinsize(30, 70)
    terminal.send("o")
    shows(terminal, "Who holds the live heap")
    shows(terminal, "__main__.ORDERS")
    terminal.send("s")
    shows(terminal, "what grows first")
    terminal.send("\r")
    shows(terminal, "path: ")
    terminal.send("\r")
    terminal.send("p")
    shows(terminal, "paused")
    terminal.send("w")
    shows(terminal, "Saved as")
    terminal.send("q")
    shows(terminal, r"\x1b\[\?1049l")
    terminal.expect(pexpect.EOF, timeout=30)
    terminal.close()
    assert terminal.exitstatus == 0
    saved = json.loads(next(tmp_path.glob("sparsemem-*.json")).read_text())
    assert saved["moment"]["rss_bytes"] > MB
    assert any(owner["owner"] == "__main__.ORDERS" for owner in saved["heap"]["owners"])


def test_ctrl_c_is_status_130(service: "subprocess.Popen[str]") -> None:
    terminal = pexpect.spawn(sys.executable, [*WATCH[1:], str(service.pid)], env=ENVIRONMENT, dimensions=(45, 110))
    terminal.expect("Where the ", timeout=60)
    terminal.sendintr()
    terminal.expect(pexpect.EOF, timeout=30)
    terminal.close()
    assert terminal.exitstatus == 130


def test_the_page_is_served_to_this_host_alone(service: "subprocess.Popen[str]") -> None:
    line = [*WATCH, str(service.pid), "--every", "0.1", "--serve", "0"]
    assert watch(*line[4:]).returncode == 2
    line[-1] = str(free_port())
    with subprocess.Popen(line, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as one:
        assert one.stderr is not None
        address = one.stderr.readline().split()[-1]
        told = asked(f"{address}data.json")
        while not json.loads(told)["moment"]:
            time.sleep(0.1)
            told = asked(f"{address}data.json")
        assert json.loads(told)["samples"][0]["rss_bytes"] > MB
        assert "Where the" in asked(address)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            asked(address, Host="evil.example")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            asked(f"{address}other")
        one.terminate()
        assert one.wait(30) == 130


def free_port() -> int:
    """One that nobody listened at just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def asked(address: str, **headers: str) -> str:
    """What the page answers."""
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
        return str(answer.read().decode())
