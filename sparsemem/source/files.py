"""The Python files under the paths that a command is given."""

import codecs
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from sparsemem.errors import InputError, refuse_notebook
from sparsemem.model import Skipped
from sparsemem.source.text import Source

_PASSED_OVER = frozenset({"__pycache__", "node_modules", "build", "dist", "venv", "site-packages"})


def find_files(paths: Iterable[Path], exclude: tuple[str, ...]) -> list[Path]:
    """Every Python file that is named or lies under a folder that is.

    Raises InputError for a path that is not there, for a notebook, and where no path leads to a file, since what saw
    nothing must not pass.

    Folders of environments, builds and version control are passed over unless they are named.
    """
    found: dict[Path, None] = {}
    paths = list(paths)
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} does not exist: name a Python file or a folder of them")
        refuse_notebook(path)
        found.update(dict.fromkeys([path] if path.is_file() else _below(path)))
    if not found:
        raise InputError(f"no Python file is under {', '.join(map(str, paths))}: name one, or a folder of them")
    return [path for path in found if not _excluded(path, exclude)]


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            if path.name not in _PASSED_OVER and not path.name.startswith("."):
                yield from _below(path)
        elif path.suffix == ".py" and path.is_file():
            yield path


def _excluded(path: Path, exclude: tuple[str, ...]) -> bool:
    """Whether a pattern matches it or a folder that it lies in, or is the name of such a folder."""
    shown, patterns = display_path(path), [pattern.removeprefix("./").rstrip("/") for pattern in exclude]
    return any(
        fnmatch(shown, pattern) or fnmatch(shown, f"{pattern}/*") or pattern.strip("/") in path.parts
        for pattern in patterns
    )


@dataclass(frozen=True, slots=True)
class File:
    """A source file as it is: `text` holds its own line ends, and `name` is its path as it is displayed."""

    path: Path
    name: str
    text: str
    encoding: str
    mark: bytes
    """The byte order mark."""

    def encoded(self, text: str) -> bytes:
        """Another text in the same encoding."""
        return self.mark + text.encode(self.encoding)


def read_file(path: Path) -> File | Skipped:
    """The file in the encoding that it declares."""
    name = display_path(path)
    try:
        content = path.read_bytes()
        mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0].replace("utf-8-sig", "utf-8")
        return File(path, name, content[len(mark) :].decode(encoding), encoding, mark)
    except (SyntaxError, UnicodeDecodeError) as error:
        return Skipped(name, f"cannot be decoded: {error}; save it in UTF-8 or declare its encoding")
    except OSError as error:
        return Skipped(name, f"cannot be read: {error.strerror}")


def read_source(path: Path) -> Source | Skipped:
    """The text of a file with plain line ends."""
    file = read_file(path)
    if isinstance(file, Skipped):
        return file
    return Source(file.name, module_name(path), io.StringIO(file.text, newline=None).read())


def display_path(path: Path) -> str:
    """POSIX, and relative where the path is under the working directory."""
    full = path.absolute()
    return (full.relative_to(Path.cwd()) if full.is_relative_to(Path.cwd()) else full).as_posix()


def module_name(path: Path) -> str:
    """The dotted name that the file is imported under: its packages are the folders with an `__init__.py`."""
    full = path.absolute()
    parts = [] if full.name == "__init__.py" else [full.stem]
    folder = full.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts)) or full.stem
