"""The allocators that can be preloaded: where their files are, and how to get those that are missing."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sparsemem.allocators.registry import STAND_INS, stand_in_of
from sparsemem.errors import InputError
from sparsemem.measure.settings.tuning import Tuning

_FOLDERS = ("/usr/local/lib", "/usr/lib/*-linux-*", "/usr/lib64", "/usr/lib", "/lib64", "/opt/homebrew/lib")
_PACKAGES = {
    "jemalloc": "libjemalloc2 (Debian, Ubuntu), jemalloc (Fedora, Alpine)",
    "mimalloc": "libmimalloc2.0 or libmimalloc3 (Debian, Ubuntu), mimalloc (Fedora), mimalloc2 (Alpine)",
    "tcmalloc": "libtcmalloc-minimal4 (Debian, Ubuntu), gperftools-libs (Fedora), gperftools (Alpine)",
}


def how_to_get(name: str) -> str:
    """What to install, or to name."""
    return f"no file of it was found: install {_PACKAGES[name]}, or name the file with --lib"


def package_of(name: str) -> str:
    """The packages that have an allocator."""
    return _PACKAGES[name]


def find_libraries(named: Sequence[str], python: str) -> dict[str, str]:
    """The file of each known allocator: one that was named, or else one that is installed.

    Raises InputError for a named file that is not there.
    """
    found = {}
    for known in STAND_INS:
        files = [file for file in named if stand_in_of(Path(file).name) is known]
        files = files or [str(file) for file in _installed(known.library, python)]
        if files:
            found[known.name] = str(Path(files[0]).absolute())
    for file in named:
        if not Path(file).is_file():
            raise InputError(f"--lib {file}: there is no such file; name a library that has malloc")
    return found


def _installed(beginning: str, python: str) -> Iterator[Path]:
    """Shared libraries whose names begin so, those of the interpreter's own environment first."""
    own = [str(Path(prefix) / "lib") for prefix in (Path(python).parent.parent, sys.prefix)]
    for folder in (*own, *_FOLDERS):
        place = Path(folder)
        files = place.parent.glob(f"{place.name}/{beginning}*.so*")
        yield from sorted((file for file in files if "debug" not in file.name), key=lambda file: len(file.name))


def with_libraries(tunings: Sequence[Tuning], named: Sequence[str], python: str) -> tuple[Tuning, ...]:
    """The rows with the files of their allocators; a row more for each named file of an allocator not known."""
    found = find_libraries(named, python)
    rows = [replace(one, library=found.get(one.stand_in)) if one.stand_in else one for one in tunings]
    others = [file for file in named if stand_in_of(Path(file).name) is None]
    rows += [_unknown(str(Path(file).absolute())) for file in others]
    return tuple(rows)


def _unknown(file: str) -> Tuning:
    return Tuning(Path(file).name, {"PYTHONMALLOC": "malloc"}, library=file, kind="preload")
