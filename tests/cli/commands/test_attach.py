"""`attach` from its command line to its exit status and its JSON, on services that sleep."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import ROOT, sparsemem
from sparsemem.cli.main import main
from sparsemem.model import Charge

CHAIN = """
rows = [{"id": i, "label": f"label-{i}"} for i in range(200_000)]
LABELS = [row["label"] for row in rows[::37]]
del rows
"""
RETAINED = "x = [bytes(20_000) for _ in range(3_000)]; last = bytes(20_000); del x\n"
HEALTHY = "rows = [str(i) for i in range(400_000)]\n"
GROWING = """
import time, sys
print("ready", flush=True)
rows = []
while sys.stdin.readable():
    rows.append(bytes(40_000))
    time.sleep(0.001)
"""
FAMILY = """
import subprocess, sys
PROGRAM = {program!r}
child = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
child.stdout.readline()
"""
PREFORK = """
import ctypes, os, signal, socket, sys
TABLE = [str(i) for i in range(100_000)]
KEPT = {}
def serve(listener):
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # nobody is left when the master is killed
    os.close(1)
    while True:
        connection, _ = listener.accept()
        with connection:
            if connection.recv(9) == b"fragment":
                rows = {i: {"id": i, "name": f"user {i}"} for i in range(150_000)}
                KEPT.update({row["name"].upper(): i for i, row in rows.items() if i % 40 == 0})
                del rows
            connection.sendall(b"%d" % os.getpid())
def ask(what):
    with socket.create_connection(listener.getsockname()) as connection:
        connection.sendall(what)
        return connection.recv(20)
listener = socket.create_server(("127.0.0.1", 0))
for _ in range(4):
    if not os.fork(): serve(listener)
with open(PLACE, "wb") as file: file.write(ask(b"fragment"))
for _ in range(20): ask(b"nothing")
print("ready", flush=True)
sys.stdin.read()
"""
"""As gunicorn does it: the workers are forks that share one socket, and the kernel chooses who gets a request."""
CACHES = """
import ctypes, functools, os, signal
@functools.cache
def load(number): return bytes(1000)
ready, done = os.pipe()
for _ in range(2):
    if not os.fork():
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        for number in range(20_000): load(number)
        os.write(done, b"x")
        signal.pause()
os.read(ready, 1), os.read(ready, 1)
"""
"""Two workers, each with a cache of its own."""
WAITS = 'import sys\nprint("ready", flush=True)\nsys.stdin.read()\n'
Service = Callable[..., int]


@pytest.fixture
def service() -> Iterator[Service]:
    """Starts a program that says when it is ready, and ends it after the test; its process id."""
    running: list[subprocess.Popen[str]] = []

    def start(program: str, *line: str) -> int:
        command = line or (sys.executable, "-c", program)
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child.pid

    yield start
    for child in running:
        child.kill()
        child.communicate()


def attached(folder: Path, pid: int, *options: str) -> Any:
    """What `attach --json -` writes."""
    done = sparsemem(folder, "attach", str(pid), "--json", "-", *options)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def refusal(folder: Path, *arguments: str) -> str:
    """The one sentence that is said."""
    done = sparsemem(folder, "attach", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("sparsemem: ").rstrip("\n")


def test_a_sparse_service(tmp_path: Path, service: Service) -> None:
    report = attached(tmp_path, service(CHAIN + WAITS))
    assert (report["verdict"], report["findings"][0]["code"]) == ("sparse", "SM101")
    pinner = report["pinners"][0]
    assert (pinner["owner"], pinner["type"], pinner["heap"]) == ("__main__.LABELS", "str", "python")
    assert pinner["share_bytes"] > report["findings"][0]["bytes"] // 2
    assert report["findings"][0]["evidence"]["pinners"][0]["type"] == "str"
    assert report["coverage"] > 0.9


@pytest.mark.parametrize(
    ("options", "status"), [((), 0), (("--fail-on", "error"), 0), (("--fail-on", "warning"), 1),
                            (("--fail-on", "warning", "--accept", "SM101:__main__.LABELS"), 0)],
)  # fmt: skip
def test_a_finding_at_or_over_fail_on(
    tmp_path: Path, service: Service, options: tuple[str, ...], status: int
) -> None:
    done = sparsemem(tmp_path, "attach", str(service(CHAIN + WAITS)), "--json", "-", *options)
    assert (done.returncode, done.stderr) == (status, "")


def test_a_healthy_service(tmp_path: Path, service: Service) -> None:
    report = attached(tmp_path, service(HEALTHY + WAITS))
    assert report["verdict"] == "healthy"
    assert not [finding for finding in report["findings"] if finding["severity"] != "note"]


def test_a_service_whose_malloc_keeps_free_memory(tmp_path: Path, service: Service) -> None:
    report = attached(tmp_path, service(RETAINED + WAITS))
    (finding,) = (one for one in report["findings"] if one["severity"] != "note")
    assert (report["verdict"], finding["code"]) == ("sparse", "SM103")
    assert finding["bytes"] > 50_000_000


def test_a_service_that_grows(tmp_path: Path, service: Service) -> None:
    report = attached(tmp_path, service(GROWING), "--seconds", "6")
    assert report["verdict"] == "growing"
    assert report["findings"][0]["code"] == "SM120"
    looks = [look["seconds"] for look in report["looks"]]
    assert len(looks) >= 4
    assert looks == sorted(looks)
    assert looks[0] == 0.0


def test_a_process_that_ends_while_it_is_looked_at(tmp_path: Path, service: Service) -> None:
    pid = service('import time\nprint("ready", flush=True)\ntime.sleep(5)\n')
    done = sparsemem(tmp_path, "attach", str(pid), "--seconds", "100", "--map", "--json", "out.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The process ended while it was looked at" in " ".join(done.stdout.split())
    report = json.loads((tmp_path / "out.json").read_text())
    assert len(report["looks"]) > 1
    assert (report["pinners"], report["coverage"]) == ([], None)


def test_looks_that_are_interrupted_are_reported(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sparsemem.measure.attach.repeated_looks.time.sleep", interrupt)
    out = tmp_path / "out.json"
    assert main(["attach", str(service(WAITS)), "--seconds", "100", "--json", str(out)]) == 130
    assert json.loads(out.read_text())["verdict"] == "healthy"


def test_the_keys_are_those_of_the_contract(tmp_path: Path, service: Service) -> None:
    pid = service(CHAIN + WAITS)
    report = attached(tmp_path, pid)
    assert list(report) == ["format", "version", "target", "looks", "pinners", "heap", "coverage", "verdict",
                            "findings", "heap_map"]  # fmt: skip
    assert (report["format"], report["version"]) == ("sparsemem.attach", 1)
    version = ".".join(map(str, sys.version_info[:2]))
    assert report["target"].pop("command").startswith(f"{sys.executable} -c")
    (look,) = report["looks"]
    # The kernel counts the start of a process in hundredths of a second since it was booted itself.
    assert report["target"].pop("began_unix_seconds") <= look["unix_seconds"] + 1
    assert report["target"] == {"pid": pid, "python_version": version}
    assert list(look) == ["seconds", "moment", "unix_seconds"]
    moment = look["moment"]
    assert sum(size or 0 for size in moment["ledger"].values()) == moment["rss_bytes"]
    assert all(size is None or size >= 0 for size in moment["ledger"].values())
    assert set(report["pinners"][0]) == {
        "owner", "type", "blocks", "live_bytes", "arenas", "share_bytes", "sole_bytes", "values", "heap", "site",
        "is_own",
    }  # fmt: skip


def test_values_are_shown_and_not_saved_unless_asked_for(tmp_path: Path, service: Service) -> None:
    pid = service(CHAIN + WAITS)
    done = sparsemem(tmp_path, "attach", str(pid), "--json", "out.json")
    assert "'label-" in done.stdout
    assert "'label-" not in (tmp_path / "out.json").read_text()
    assert any(
        "'label-" in value for one in attached(tmp_path, pid, "--values")["pinners"] for value in one["values"]
    )
    done = sparsemem(tmp_path, "attach", str(pid), "--no-values")
    assert (done.returncode, "'label-" in done.stdout) == (0, False)
    assert "__main__.LABELS" in done.stdout


def test_a_service_notices_nothing(tmp_path: Path, service: Service) -> None:
    pid = service(CHAIN + WAITS)
    while (before := Path(f"/proc/{pid}/stat").read_text().split())[2] != "S":
        time.sleep(0.01)
    attached(tmp_path, pid)
    after = Path(f"/proc/{pid}/stat").read_text().split()
    assert before == after


def test_a_family_is_told_by_its_largest_process(tmp_path: Path, service: Service) -> None:
    pid = service(FAMILY.format(program=CHAIN + WAITS) + WAITS)
    report = attached(tmp_path, pid, "--tree")
    assert list(report)[-1] == "processes"
    large, small = report["processes"]
    assert (small["pid"], large["parent"]) == (pid, pid)
    assert report["target"]["pid"] == large["pid"]
    assert (report["verdict"], report["pinners"][0]["owner"]) == ("sparse", "__main__.LABELS")
    for process in (large, small):
        assert list(process)[:5] == ["pid", "parent", "command", "peak_rss_bytes", "last"]
        assert 0 < process["last_sharing"]["pss_bytes"] <= process["last"]["rss_bytes"] + (1 << 20)
        assert process["peak_rss_bytes"] >= process["last"]["rss_bytes"] - (1 << 20)
        assert sum(size or 0 for size in process["last"]["ledger"].values()) == process["last"]["rss_bytes"]
    done = sparsemem(tmp_path, "attach", str(pid), "--tree", "--map")
    assert f"Types and verdict are those of process {large['pid']}" in " ".join(done.stdout.split())
    assert "arenas are less than 10 % alive" in " ".join(done.stdout.split())


def test_the_one_of_four_workers_that_fragments_is_named(tmp_path: Path, service: Service) -> None:
    pid = service(PREFORK.replace("PLACE", repr(str(tmp_path / "bad"))))
    report = attached(tmp_path, pid, "--tree")
    workers = [process for process in report["processes"] if process["parent"] == pid]
    bad, *others = workers

    assert (len(report["processes"]), len(workers)) == (5, 4)
    assert bad["pid"] == report["target"]["pid"] == int((tmp_path / "bad").read_text())
    assert (report["verdict"], report["pinners"][0]["owner"]) == ("sparse", "__main__.KEPT")
    assert bad["last_sharing"]["own_python_free_bytes"] > 20 << 20
    for process in others:
        sharing, last = process["last_sharing"], process["last"]
        assert sharing["own_python_free_bytes"] < 2 << 20
        # The table is the master's, but for the pages that somebody has written into since.
        assert sharing["own_heap_bytes"] + sharing["shared_heap_bytes"] <= last["rss_bytes"]
        assert sharing["shared_heap_bytes"] > 4 << 20
        assert sharing["pss_bytes"] < last["rss_bytes"] - (3 << 20)
    said = " ".join(sparsemem(tmp_path, "attach", str(pid), "--tree").stdout.split())
    assert f"Types and verdict are those of process {bad['pid']}" in said
    assert "counted once, they hold" in said


def test_the_caches_of_a_family_are_named_with_their_processes(tmp_path: Path, service: Service) -> None:
    pid = service(CACHES + WAITS)
    done = sparsemem(tmp_path, "attach", str(pid), "--tree", "--json", "out.json")
    report = json.loads((tmp_path / "out.json").read_text())
    workers = {process["pid"] for process in report["processes"]} - {pid}
    (finding,) = (one for one in report["findings"] if one["code"] == "SM141")
    assert {one["pid"] for one in finding["evidence"]["workers"]} == workers
    assert finding["message"].startswith("__main__.load (functools.lru_cache) of process ")
    assert all(f"__main__.load: functools.lru_cache, in process {worker}" in done.stdout for worker in workers)
    for process in report["processes"]:
        named = {one["owner"] for one in process["owners"] or ()}
        assert ("__main__.load" in named) == (process["pid"] in workers - {report["target"]["pid"]})


def test_a_family_that_a_shell_began(tmp_path: Path, service: Service) -> None:
    pid = service("", "sh", "-c", f"{sys.executable} -c '{WAITS}'; true")
    report = attached(tmp_path, pid, "--tree")
    assert [process["command"].split()[0] for process in report["processes"]] == [sys.executable, "sh"]
    assert (report["target"]["pid"], report["verdict"]) == (report["processes"][0]["pid"], "healthy")


def test_a_family_without_python(tmp_path: Path, service: Service) -> None:
    pid = service("", "sh", "-c", "echo ready; read line")
    assert refusal(tmp_path, str(pid), "--tree") == (
        f"neither process {pid} nor a descendant of it runs Python; name the process of the interpreter itself"
    )


@pytest.mark.parametrize("pid", ["0", "-5", "99999999999999999999999999", str(1 << 22)])
def test_a_process_that_there_is_not(tmp_path: Path, pid: str) -> None:
    assert refusal(tmp_path, pid) == f"there is no process {pid} that may be looked at; name one that runs"


@pytest.mark.parametrize("pid", ["python3", "1.5", "", "²"])
def test_what_is_no_process_id(tmp_path: Path, pid: str) -> None:
    assert "see sparsemem attach --help" in refusal(tmp_path, pid)


def test_a_process_that_has_ended_and_was_not_waited_for(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        while Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.01)
        assert "has ended" in refusal(tmp_path, str(child.pid))


def test_a_process_that_runs_no_python(tmp_path: Path, service: Service) -> None:
    pid = service("", "sh", "-c", "echo ready; read line")
    said = refusal(tmp_path, str(pid))
    assert said.startswith(f"process {pid} (sh -c")
    assert said.endswith("runs no Python; name the process of the interpreter itself")


def _named(kind: str) -> int | None:
    """A process by its name, where there is one."""
    names = {int(path.parent.name): path.read_text().strip() for path in Path("/proc").glob("[0-9]*/comm")}
    return next((pid for pid, name in names.items() if name == kind), None)


@pytest.mark.skipif(_named("kthreadd") != 2, reason="the threads of the kernel are not to be seen from here")
def test_a_thread_of_the_kernel(tmp_path: Path) -> None:
    assert refusal(tmp_path, "2") == (
        "process 2 (kthreadd) is a thread of the kernel, which has no memory of its own; name the process of a "
        "Python interpreter"
    )


PYTHON_2 = next(iter([*Path.home().glob(".pyenv/versions/2.7*/bin/python2.7"), Path("/usr/bin/python2.7")]))


@pytest.mark.skipif(not PYTHON_2.exists(), reason="there is no Python 2.7 here")
def test_python_2_is_told_as_such(tmp_path: Path, service: Service) -> None:
    program = "import sys; sys.stdout.write('ready\\n'); sys.stdout.flush(); sys.stdin.read()"
    said = refusal(tmp_path, str(service("", str(PYTHON_2), "-c", program)))
    assert "runs Python 2.7, whose objects are laid out in another way" in said
    assert "run the program with one of these" in said


@pytest.mark.parametrize("options", [(), ("--tree",), ("--map",)])
def test_standard_output_that_knows_ascii_only(tmp_path: Path, service: Service, options: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "sparsemem", "attach", str(service(CHAIN + WAITS)), *options]
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"SM101" in done.stdout
    assert done.stdout.isascii()


def _as_nobody(arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    """The command line, whose user is changed after all modules are there: the interpreter may be out of reach."""
    program = (
        "import sys, os\nimport sparsemem.cli.commands.attach, sparsemem.cli.defaults\n"
        "from sparsemem.cli.main import main\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\nsys.exit(main(sys.argv[1:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_process_of_another_user(service: Service) -> None:
    pid = service(WAITS)
    done = _as_nobody(["attach", str(pid)])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"process {pid} may not be read: run as its user or as root" in done.stderr


def test_a_file_that_cannot_be_written_is_told_before_the_look(tmp_path: Path) -> None:
    assert "there is no folder" in refusal(tmp_path, str(1 << 22), "--json", "missing/out.json")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "attach takes either a PID or --core FILE; see sparsemem attach --help"),
        (("1", "--core", "core"), "attach takes either a PID or --core FILE; see sparsemem attach --help"),
        (
            ("--core", "core", "--seconds", "5"),
            "a core file holds one moment of one process: leave out --seconds and --tree",
        ),
        (("--core", "core"), "core cannot be read: No such file or directory"),
        (("--core", "."), ". is no core file: it is empty, or no file at all"),
        (
            ("--core", sys.executable),
            "no core file; name the core that the process left",
        ),
    ],
)
def test_what_is_no_core(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert refusal(tmp_path, *arguments).endswith(said)


def test_the_limit_of_the_control_group_and_when_it_is_reached(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sparsemem.measure.attach.running_process.memory_charge", lambda pid: Charge(2 << 30, 1 << 30)
    )
    assert main(["attach", str(service(GROWING)), "--seconds", "6"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The control group is charged with 1.00 GB of 2.00 GB" in said
    assert "At the pace of these looks the limit is reached in" in said
