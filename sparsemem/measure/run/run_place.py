"""The place of a run: its files, a copy of the working directory where one is wanted, the state that setup makes."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.spawn import Place


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for the files of one run, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sparsemem-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def prepare(folder: Path, conditions: Conditions) -> Place:
    """The place in `folder`. Raises InputError where it cannot be made, or setup fails."""
    cwd = _copy_cwd(folder) if conditions.copy_cwd else Path.cwd()
    if conditions.setup is not None:
        _set_up(conditions.setup, cwd)
    return Place(cwd, folder / "mailbox", folder / "stdout", folder / "stderr")


def _set_up(command: str, cwd: Path) -> None:
    done = subprocess.run(command, shell=True, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise InputError(f"--setup {command!r} ended with status {done.returncode}: {last[0]}")


def _copy_cwd(folder: Path) -> Path:
    """A copy of the working directory in `folder`, which may itself lie in the working directory."""
    try:
        copy = shutil.copytree(Path.cwd(), folder / "cwd", symlinks=True, ignore=shutil.ignore_patterns(folder.name))
    except shutil.Error as error:
        name, _, reason = error.args[0][0]
        raise InputError(f"--copy-cwd: {Path(name).name} cannot be copied: {reason}") from None
    except OSError as error:
        raise InputError(f"--copy-cwd: the working directory cannot be copied: {error.strerror}") from None
    return copy
