"""How much memory there is: the limits of the control groups, and what the guard allows."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from sparsemem import procfs

_ROOT = Path("/sys/fs/cgroup")
_FILES = {1: ("memory.limit_in_bytes", "memory.usage_in_bytes"), 2: ("memory.max", "memory.current")}
_GUARD_SHARE = 0.8


def memory_limit(root: Path = _ROOT, membership: str | None = None) -> int | None:
    """The tightest memory limit of this process's control groups in bytes; None where there is none."""
    return min((limit for limit, _ in _limits(root, membership)), default=None)


def available_bytes(root: Path = _ROOT, membership: str | None = None) -> int:
    """Bytes that can still be taken: what the kernel has available, and what each control group leaves."""
    rooms = [limit - used for limit, used in _limits(root, membership)]
    return max(min([psutil.virtual_memory().available, *rooms]), 0)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a control group is charged with, page cache and kernel memory included, and its limit; in bytes."""

    limit_bytes: int
    used_bytes: int


def memory_charge(pid: int) -> Charge | None:
    """The charge of the group of process `pid` with the tightest limit; None where there is no limit."""
    found = _limits(_ROOT, _read(Path(f"/proc/{pid}/cgroup")))
    return Charge(*min(found)) if found else None


def default_guard() -> int:
    """The bound on the tree's memory where none is named: 80 % of what is available now, in bytes."""
    return int(_GUARD_SHARE * available_bytes())


def _limits(root: Path, membership: str | None) -> list[tuple[int, int]]:
    """Limit and use of each control group from this process's own up to the root's, where there is a limit."""
    group = procfs.parse_memory_cgroup(_read(Path("/proc/self/cgroup")) if membership is None else membership)
    if group is None:
        return []
    version, path = group
    top = root / "memory" if version == 1 else root
    found = []
    # In a container the path may be that of the host, which is not mounted here: the folders above it count too.
    for folder in [top / path.lstrip("/"), *(top / path.lstrip("/")).parents]:
        if not folder.is_relative_to(top):
            break
        limit, used = (_read(folder / name) for name in _FILES[version])
        bound = procfs.parse_memory_limit(limit)
        if bound is not None:
            found.append((bound, procfs.parse_memory_limit(used) or 0))
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
