"""Runs a target twice: as its user would, and measured; what comes out can be compared byte for byte."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil

from sparsemem.measure.knobs.constant_knob import VariableScaling
from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import MOMENT_NAMES, Target

TARGETS = Path(__file__).parent / "probe" / "targets"
PATIENCE_SECONDS = 60
ROOMY = Conditions(max_rss_bytes=1 << 30, timeout_seconds=PATIENCE_SECONDS)


@dataclass(frozen=True)
class Seen:
    """What a user sees of a run; the record of it where it was measured."""

    status: int
    stdout: bytes
    stderr: bytes
    finished: Finished | None = field(default=None, compare=False)

    @property
    def moments(self) -> list[str]:
        """The names of the moments that were reached, peak left out: it is no moment of the probe."""
        assert self.finished is not None
        moments = self.finished.run.moments
        return [name for name in MOMENT_NAMES if name != "peak" and getattr(moments, name) is not None]


@dataclass(frozen=True)
class Laboratory:
    """Runs programs in `folder`, which is the working directory."""

    folder: Path
    python: str = sys.executable

    def plain(self, target: Target, stdin: int | IO[bytes] = subprocess.DEVNULL) -> Seen:
        """The program by itself; it finds the one variable that measured programs are promised."""
        head = ["-m", target.path] if target.kind == "module" else [target.path]
        with (self.folder / "out").open("wb") as out, (self.folder / "err").open("wb") as err:
            status = subprocess.run(
                [target.python, *head, *target.argv],
                stdin=stdin,
                stdout=out,
                stderr=err,
                env=dict(os.environ) | {"SPARSEMEM_SCALE": "1"},
                timeout=PATIENCE_SECONDS,
                check=False,
            ).returncode
        return Seen(status, (self.folder / "out").read_bytes(), (self.folder / "err").read_bytes())

    def measured(
        self,
        target: Target,
        vary: bool = False,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        conditions: Conditions = ROOMY,
        fits: bool = True,
        **done: Any,
    ) -> Seen:
        """The program under the probe; `vary` starts it from bytecode, as `--vary` does; `fits`: the probe loads.

        What else is done to it is given as the fields of `Instrumentation`.
        """
        private = self.folder / "private"
        private.mkdir(exist_ok=True)
        scaling = VariableScaling(target, "NO_SUCH_NAME", 1)
        command = scaling.command(2, private) if vary else Command(target.argv)
        finished = measure_run(target, Turn(1, 0, command, Instrumentation(**done)), conditions, private, stdin)
        assert (finished.trouble is None) == fits
        place = finished.place
        return Seen(finished.run.exit_code, place.stdout.read_bytes(), place.stderr.read_bytes(), finished)

    def script(self, name: str, *arguments: str) -> Target:
        """One of the targets of this folder, or a script that a test wrote."""
        return Target("script", str(TARGETS / name), arguments, self.python)


class Scan(subprocess.Popen[bytes]):
    """`python -m sparsemem scan` with the report in `report.json` of the working directory."""

    def __init__(self, *arguments: str, stdin: int | IO[bytes] = subprocess.DEVNULL) -> None:
        line = [sys.executable, "-m", "sparsemem", "scan", "--json", "report.json", "--quick", *arguments]
        environment = dict(os.environ) | {"PYTHONPATH": str(Path(__file__).parents[1])}
        super().__init__(line, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)

    def finish(self) -> int:
        """Wait for its end; the exit status. What it printed is in `said`."""
        out, err = self.communicate(timeout=PATIENCE_SECONDS)
        self.said = (out + err).decode()
        return self.returncode

    def report(self) -> dict[str, Any]:
        """The report that it wrote."""
        found: dict[str, Any] = json.loads(Path("report.json").read_text())
        return found

    def end(self) -> None:
        """End it and all that it started, whatever state a failed test left it in."""
        if self.poll() is None:
            for process in [*psutil.Process(self.pid).children(recursive=True), self]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        self.communicate(timeout=PATIENCE_SECONDS)


def wait_for_rest(pid: int) -> None:
    """Return when a process waits: one that says that it is ready has still to read, and takes a buffer for that."""
    wait_until(lambda: psutil.Process(pid).status() == psutil.STATUS_SLEEPING)


def wait_until(condition: Callable[[], object]) -> None:
    """Return when it holds; a test that waits in vain fails."""
    deadline = time.monotonic() + PATIENCE_SECONDS / 4
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
