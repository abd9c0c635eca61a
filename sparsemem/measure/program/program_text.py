"""The text that a program begins with, in which a knob is looked for, and whether a changed copy of it can be run."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.program.interpreter import decoded, read_script
from sparsemem.measure.program.module_file import find_module_file, search_folders
from sparsemem.model import Target

_MAIN = "__main__.py"


@dataclass(frozen=True, slots=True)
class ProgramText:
    """`text` is None where there is none to be read: of compiled files, and of modules that lie elsewhere.

    `is_script`: it is one file that is run by its path, so that a changed one can be run in its place.
    """

    text: str | None
    is_script: bool


def read_program(target: Target) -> ProgramText:
    """What is run first of a program. Raises InputError for a script that is missing or cannot be run."""
    path = Path(target.path)
    if target.kind == "module":
        return ProgramText(_text_of(find_module_file(target.path, search_folders())), False)
    if _is_folder(path):
        return ProgramText(_text_of(path / _MAIN), False)
    if _is_archive(path):
        return ProgramText(_text_in_archive(path), False)
    if path.suffix == ".pyc" and _is_file(path):
        return ProgramText(None, False)
    return ProgramText(read_script(target.path), True)


def is_one_file(target: Target) -> bool:
    """Whether the program is a file that something else can load, and no module, archive or folder."""
    path = Path(target.path)
    return target.kind == "script" and not _is_folder(path) and not _is_archive(path)


def _is_folder(path: Path) -> bool:
    return _is_file(path / _MAIN)


def _is_archive(path: Path) -> bool:
    return _is_file(path) and zipfile.is_zipfile(path)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # such as a name that is too long


def _text_of(file: Path | None) -> str | None:
    try:
        return None if file is None else decoded(file.read_bytes())
    except OSError:
        return None


def _text_in_archive(path: Path) -> str | None:
    """Of the file that the interpreter runs of an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            return decoded(archive.read(_MAIN))
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None
