"""Starting the program as it would start by itself, with the probe's hook in its way."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sparsemem.measure.program.command import HOOK, Command, interpreter_line
from sparsemem.model import Target


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run happens and where its output goes."""

    cwd: Path
    mailbox: Path
    stdout: Path
    stderr: Path


def launch(
    target: Target, command: Command, scale: int, place: Place, stdin: int | IO[bytes]
) -> "subprocess.Popen[bytes]":
    """Start the program in a process group of its own, so that Ctrl-C reaches the scan first.

    Raises OSError where the interpreter cannot be started.
    """
    with place.stdout.open("wb") as stdout, place.stderr.open("wb") as stderr:
        return subprocess.Popen(
            interpreter_line(target, command),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=place.cwd,
            env=launch_environment(place.mailbox, scale) | dict(command.environment),
            process_group=0,
        )


def launch_environment(mailbox: Path, scale: int) -> dict[str, str]:
    """This process's environment, with the hook first on PYTHONPATH and the scale; the hook takes itself out."""
    environment = dict(os.environ)
    old = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = f"{HOOK}{os.pathsep}{old}" if old else str(HOOK)
    environment["SPARSEMEM_PROBE"] = str(mailbox)
    environment["SPARSEMEM_SCALE"] = str(scale)
    return environment
