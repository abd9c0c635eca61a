"""Copies of the working directory, laid one after the other at the same place, so that no path tells them apart."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.measure.sweep.paired_sweep import stamp

_LEFT_OUT = (
    ".git", ".hg", ".venv", "venv", ".tox", ".nox", "node_modules", "__pycache__",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis",
)  # fmt: skip
"""What no program of the project reads, and what is large: histories, environments and caches."""

Files = Mapping[str, bytes]
"""Contents by path, relative to the working directory."""


@dataclass(frozen=True, slots=True)
class Trees:
    """The working directory, and the place where its copies are laid."""

    origin: Path
    place: Path

    @contextlib.contextmanager
    def laid(self, files: Files) -> Iterator[None]:
        """A copy with these files in place of its own is the working directory meanwhile."""
        try:
            self._lay(files)
            with contextlib.chdir(self.place):
                yield
        finally:
            shutil.rmtree(self.place, ignore_errors=True)

    def _lay(self, files: Files) -> None:
        try:
            ignore = shutil.ignore_patterns(*_LEFT_OUT, self.place.name)
            shutil.copytree(self.origin, self.place, symlinks=True, ignore=ignore)
            for name, content in files.items():
                (self.place / name).write_bytes(content)
        except (OSError, shutil.Error) as error:
            raise InputError(f"--verify: the working directory cannot be copied: {_reason(error)}") from None

    def stamps(self) -> dict[str, tuple[int, int] | None]:
        """What each file of the laid copy is, to see later which were written."""
        return {path.relative_to(self.place).as_posix(): stamp(path) for path in self._files()}

    def written(self, earlier: Mapping[str, tuple[int, int] | None], folder: Path) -> dict[str, Path]:
        """Copies, in `folder`, of the files that are new or were written since; one that is gone is named as well."""
        now = self.stamps()
        changed = [name for name in sorted(now) if now[name] != earlier.get(name)]
        copies = {name: folder / f"written-{number}" for number, name in enumerate(changed)}
        for name, copy in copies.items():
            shutil.copyfile(self.place / name, copy)
        gone = {f"{name} (deleted)": folder / "gone" for name in sorted(earlier.keys() - now.keys())}
        if gone:
            (folder / "gone").touch()
        return copies | gone

    def _files(self) -> Iterator[Path]:
        for path in self.place.rglob("*"):
            if path.is_file() and not path.is_symlink() and not _is_left_out(path.relative_to(self.place)):
                yield path


def _is_left_out(path: Path) -> bool:
    return any(part in _LEFT_OUT for part in path.parts)


def _reason(error: OSError) -> str:
    if isinstance(error, shutil.Error):
        name, _, reason = error.args[0][0]
        return f"{Path(name).name}: {reason}"
    return str(error.strerror)
