"""The file of a module that is run by its name."""

import os
from collections.abc import Sequence
from pathlib import Path


def search_folders() -> list[Path]:
    """Where `python -m` looks first, started here: the working directory, and what PYTHONPATH names."""
    return [Path(), *map(Path, filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)))]


def find_module_file(name: str, folders: Sequence[Path]) -> Path | None:
    """What `python -m NAME` runs, if it lies in one of some folders; nothing is imported. None where it does not."""
    for folder in folders:
        place = folder.joinpath(*name.split("."))
        for file in (place / "__main__.py", place.with_name(f"{place.name}.py")):
            if file.is_file():
                return file
    return None
