"""A copy of a program, to be mended in a lesson: the program under examples/ stays as it is."""

import difflib
import shutil
from pathlib import Path

from classroom.lesson import scratch
from classroom.prose import say


class ProgramCopy:
    """A folder with a program in it that may be changed."""

    def __init__(self, folder: str) -> None:
        """Copy it into the scratch folder of the lessons."""
        self.folder = Path(scratch(Path(folder).name))
        shutil.copytree(folder, self.folder, ignore=shutil.ignore_patterns("__pycache__"))

    def path(self, name: str) -> str:
        """A file of the copy."""
        return (self.folder / name).as_posix()

    def mend(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace texts that are in a file once each, and show the difference."""
        path = self.folder / name
        before = after = path.read_text()
        for old, new in changes:
            if after.count(old) != 1:
                raise ValueError(f"{name} has {old!r} {after.count(old)} times")
            after = after.replace(old, new)
        path.write_text(after)
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="", n=0)
        say("```diff\n" + "\n".join(lines) + "\n```")
