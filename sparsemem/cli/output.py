"""Where reports go: a file is written whole or not at all, and `-` is standard output."""

import io
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from sparsemem.errors import InputError


def terminal() -> Console:
    """Standard output for reports, with an escape for each letter that its encoding does not know."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return Console()


def notices() -> Console:
    """Standard error, for what is said while the work goes on; it does not matter if nobody reads it any more."""
    return _Notices(stderr=True)


class _Notices(Console):
    def on_broken_pipe(self) -> None:
        """Rich's own would end us."""
        self.quiet = True


def check_writable(name: str) -> None:
    """Raises InputError where the file could not be written: before the work, not after it."""
    if name == "-":
        return
    path = Path(name)
    try:
        if path.is_dir():
            raise InputError(f"{name} is a directory; name a file to write")
        if not path.parent.is_dir():
            raise InputError(f"{name} cannot be written: there is no folder {path.parent}")
        if path.exists() and not os.access(path, os.W_OK):
            raise InputError(f"{name} cannot be written: permission denied")
        if _is_replaceable(path):
            tempfile.TemporaryFile(dir=_real(path).parent).close()
    except OSError as error:
        raise InputError(f"{name} cannot be written: {error.strerror}") from None


def write_whole(name: str, text: str) -> None:
    """Write `text` under `name` in one step, so that no reader ever sees half of it."""
    if name == "-":
        sys.stdout.write(text)
        return
    path = Path(name)
    try:
        if _is_replaceable(path):
            _replace(_real(path), text)
        else:
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{name} cannot be written: {error.strerror}") from None


def _is_replaceable(path: Path) -> bool:
    """Whether a new file can take its place: not so with a device or a pipe."""
    return path.is_file() or not path.exists()


def _real(path: Path) -> Path:
    """What a link leads to: the link itself stays."""
    return Path(os.path.realpath(path))


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        try:
            file.write(text)
            file.close()
            os.chmod(file.name, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
