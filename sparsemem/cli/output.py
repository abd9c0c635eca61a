"""Where reports go: a file is written whole or not at all, and `-` is standard output."""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from sparsemem.errors import InputError

_WIDE = 120
"""Columns of a file or a pipe."""


def terminal() -> Console:
    """Standard output for reports: as wide as a terminal is, and wide where it is none, so that names stay whole."""
    narrow = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console() if narrow else Console(width=_WIDE)


def notices() -> Console:
    """Standard error, for what is said while the work goes on; it does not matter if nobody reads it any more."""
    return _Notices(stderr=True)


class _Notices(Console):
    @property
    def is_terminal(self) -> bool:
        """Whether a line can be drawn anew: FORCE_COLOR, which kernels set, makes no terminal of a pipe."""
        return sys.stderr.isatty()

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
        if is_replaceable(path):
            tempfile.TemporaryFile(dir=_real(path).parent).close()
    except OSError as error:
        raise InputError(f"{name} cannot be written: {error.strerror}") from None


def write_whole(name: str, content: str | bytes) -> None:
    """Write `content` under `name` in one step, so that no reader ever sees half of it."""
    if name == "-":
        _print_whole(content)
        return
    path, raw = Path(name), content.encode() if isinstance(content, str) else content
    try:
        if is_replaceable(path):
            _replace({_real(path): raw})
        else:
            path.write_bytes(raw)
    except OSError as error:
        raise InputError(f"{name} cannot be written: {error.strerror}") from None


def _print_whole(content: str | bytes) -> None:
    if isinstance(content, str):
        sys.stdout.write(content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def replace_whole(contents: Mapping[Path, bytes]) -> None:
    """Give each of these files new contents, all of them or none. Raises InputError where one cannot be written."""
    try:
        _replace({_real(path): content for path, content in contents.items()})
    except OSError as error:
        name = error.filename2 or error.filename or "a file"
        raise InputError(f"{name} cannot be written: {error.strerror}; no file was changed") from None


def is_replaceable(path: Path) -> bool:
    """Whether a new file can take its place: not so with a device or a pipe."""
    return path.is_file() or not path.exists()


def _real(path: Path) -> Path:
    """What a link leads to: the link itself stays."""
    return Path(os.path.realpath(path))


def _replace(contents: Mapping[Path, bytes]) -> None:
    """Write everything beside its place first; what is in place when one fails is put back."""
    ready: dict[Path, str] = {}
    before: dict[Path, bytes] = {}
    try:
        for path, content in contents.items():
            ready[path] = _written_beside(path, content)
        for path in contents:
            if len(contents) > 1:
                before[path] = path.read_bytes()
            os.replace(ready[path], path)
            del ready[path]
    except BaseException:
        for path, content in before.items():
            if path not in ready:
                os.replace(_written_beside(path, content), path)
        for name in ready.values():
            os.unlink(name)
        raise


def _written_beside(path: Path, content: bytes) -> str:
    """A file of that content and with the mode of `path`, in the same folder."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as file:
        try:
            file.write(content)
            file.close()
            os.chmod(file.name, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        except BaseException:
            os.unlink(file.name)
            raise
    return file.name


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
