"""The interpreter and the script that were named: whether they can be used at all."""

import io
import shutil
import subprocess
import tokenize
from pathlib import Path

from sparsemem.errors import InputError, refuse_notebook

OLDEST = (3, 11)
_QUESTION = ("-E", "-s", "-S", "-c", "import sys; print('%d %d' % sys.version_info[:2])")
"""What any Python understands, 2.7 too."""
_PATIENCE_SECONDS = 20


def check_interpreter(name: str) -> str:
    """The absolute path of the interpreter, its own symbolic links kept. Raises InputError where it is none."""
    path = shutil.which(name)
    if path is None:
        raise InputError(f"--python {name}: there is no such program; name the interpreter to scan with")
    line = [path, *_QUESTION]
    try:
        answer = subprocess.run(
            line, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE_SECONDS, check=False
        )
        version = tuple(int(part) for part in answer.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        version = ()
    if len(version) != 2:
        raise InputError(f"--python {name} is no Python interpreter; name one, such as .venv/bin/python")
    if version < OLDEST:
        raise InputError(f"--python {name} is Python {version[0]}.{version[1]}; a scan needs 3.11 or later")
    return str(Path(path).absolute())


def read_script(name: str) -> str:
    """The text of the script. Raises InputError where it is missing, a directory, a notebook or not text."""
    path = Path(name)
    try:
        if path.is_dir():
            raise InputError(f"{name} is a directory; name the script in it, or use -m for a package")
        refuse_notebook(path)
        text = decoded(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{name} does not exist; name a Python script") from None
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None
    if text is None:
        raise InputError(f"{name} is not UTF-8 text, nor of the encoding that it declares; save it as UTF-8")
    return text


def decoded(source: bytes) -> str | None:
    """Source in the encoding that it declares; None where it is not text in it."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return io.TextIOWrapper(io.BytesIO(source), encoding).read()
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return None


def shown_path(name: str) -> str:
    """The path as reports write it: POSIX, relative to the working directory where it is under it."""
    path = Path(name).absolute()
    return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()
