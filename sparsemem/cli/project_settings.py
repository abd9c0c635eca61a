"""What a project sets for us: `[tool.sparsemem]` in the pyproject.toml of the working directory."""

import argparse
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sparsemem.errors import InputError, UsageError
from sparsemem.source.files import find_files

PROJECT = Path("pyproject.toml")


def project_table() -> dict[str, Any]:
    """The table, empty where there is none. Raises InputError for a file that is no TOML, UsageError for no table."""
    try:
        document = tomllib.loads(PROJECT.read_text(encoding="utf-8")) if PROJECT.is_file() else {}
    except OSError as error:
        raise InputError(f"{PROJECT} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{PROJECT} cannot be read: {error}") from None
    return table_in(table_in(document, "tool", "tool"), "sparsemem", "tool.sparsemem")


def table_in(outer: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    """A table inside another, empty where there is none. Raises UsageError, with its full name, for another value."""
    found = outer.get(key, {})
    if not isinstance(found, dict):
        raise UsageError(f"[{name}] in {PROJECT} must be a table")
    return found


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Declare the files that a command reads."""
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help=f"a Python file or a folder of them; `exclude` in [tool.sparsemem] of {PROJECT} leaves files out",
    )


def chosen_files(paths: Iterable[Path]) -> list[Path]:
    """The files under the paths, without those that the project excludes. Raises InputError, UsageError."""
    return find_files(paths, strings(project_table(), "exclude"))


_ROOTS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")


def holds_project(paths: Iterable[Path]) -> bool:
    """Whether the paths hold every Python file of their projects, so that no importer or subclass is missing.

    A project is the nearest folder around a path that has the file of a build or a version control; else the folder
    that the path is, or the files beside it.
    """
    given = {path.resolve() for path in chosen_files(paths)}
    return all(file.resolve() in given for path in paths for file in _project_of(path))


def _project_of(path: Path) -> Iterable[Path]:
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    for around in (folder, *folder.parents):
        if any((around / name).exists() for name in _ROOTS):
            return chosen_files([around])
    return chosen_files([folder]) if path.is_dir() else folder.glob("*.py")


def strings(table: dict[str, Any], key: str) -> tuple[str, ...]:
    """A list of strings in our table. Raises UsageError for another value."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{key} in [tool.sparsemem] of {PROJECT} must be a list of strings")
    return tuple(value)
