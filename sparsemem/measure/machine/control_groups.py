"""The control groups that a process is in, from its own up to the root of what is mounted here."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sparsemem.cgroups import parse_memory_cgroup, parse_memory_limit, parse_memory_stat, parse_oom_kills
from sparsemem.model import GroupMemory

ROOT = Path("/sys/fs/cgroup")
_LIMIT = {1: "memory.limit_in_bytes", 2: "memory.max"}
_USED = {1: "memory.usage_in_bytes", 2: "memory.current"}
_EVENTS = {1: "memory.oom_control", 2: "memory.events"}


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """A group that accounts for memory; `folders` are its own and those above it, as far as they are here."""

    version: int
    folders: tuple[Path, ...]
    is_own: bool
    """Whether it is another group than that of all processes of the machine."""

    def limits(self) -> list[tuple[int, int]]:
        """Limit and use in bytes of each folder that has a limit."""
        return self._bounds(_LIMIT[self.version])

    def highs(self) -> list[tuple[int, int]]:
        """`memory.high` and use likewise; version 1 has no such bound."""
        return self._bounds("memory.high") if self.version == 2 else []

    def read_memory(self) -> GroupMemory | None:
        """What it is charged with now; None where it says nothing."""
        charged = self.read_charged()
        stat = parse_memory_stat(self._text("memory.stat"), self.version, self._text("memory.kmem.usage_in_bytes"))
        found = GroupMemory(charged, **asdict(stat))
        return None if set(asdict(found).values()) == {None} else found

    def read_charged(self) -> int | None:
        """Bytes that it is charged with now."""
        return parse_memory_limit(self._text(_USED[self.version]))

    def read_oom_kills(self) -> int | None:
        """How many of its processes the kernel has killed for want of memory, ever."""
        return parse_oom_kills(self._text(_EVENTS[self.version]))

    def _bounds(self, name: str) -> list[tuple[int, int]]:
        found = []
        for folder in self.folders:
            bound = parse_memory_limit(_read(folder / name))
            if bound is not None:
                found.append((bound, parse_memory_limit(_read(folder / _USED[self.version])) or 0))
        return found

    def _text(self, name: str) -> str:
        return _read(self.folders[0] / name)


def find_group(root: Path = ROOT, membership: str | None = None) -> ControlGroup | None:
    """The group of a process by its /proc/PID/cgroup, this one's where none is given; None where there is none."""
    group = parse_memory_cgroup(_read(Path("/proc/self/cgroup")) if membership is None else membership)
    if group is None:
        return None
    version, path = group
    top = root / "memory" if version == 1 else root
    own = top / path.lstrip("/")
    # In a container the path may be that of the host, which is not mounted here: the folders above it count too.
    above = [folder for folder in (own, *own.parents) if folder.is_relative_to(top)]
    folders = tuple(folder for folder in above if _accounts(folder, version))
    return ControlGroup(version, folders, path.strip("/") != "") if folders else None


def group_of(pid: int, root: Path = ROOT) -> ControlGroup | None:
    """The group of a process; None where there is none, or the process is gone."""
    return find_group(root, _read(Path(f"/proc/{pid}/cgroup")))


def _accounts(folder: Path, version: int) -> bool:
    return any(os.path.exists(folder / name) for name in (_USED[version], _LIMIT[version]))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError):
        return ""
