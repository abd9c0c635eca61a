"""A command of ours as a process of its own, whose record comes back: nothing of its work stays in ours."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sparsemem.errors import InputError
from sparsemem.model.saved_records import load_record

_NO_RECORD = 2
"""The exit status for wrong usage, or input that cannot be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said; `record` is None for one that saves none."""

    record: Any
    status: int
    printed: str


def run_own_command(name: str, arguments: Sequence[str], saves: bool = True) -> Answer:
    """Run `sparsemem NAME ARGUMENTS` in the working directory, and read what it saved as JSON.

    Raises InputError with the command's own sentence where it could not do its work.
    """
    with TemporaryDirectory(prefix="sparsemem-") as folder:
        saved = Path(folder, "record.json")
        extra = ("--json", str(saved)) if saves else ()
        done = subprocess.run(
            [sys.executable, "-m", "sparsemem", name, *extra, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == _NO_RECORD:
            raise InputError((done.stderr or done.stdout).strip())
        record = load_record(saved.read_text(), name) if saved.exists() else None
    return Answer(record, done.returncode, done.stdout)
