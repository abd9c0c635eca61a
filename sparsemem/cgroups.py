"""Pure parsers of the memory files of control groups, and of which group a process is in.

Version 2: Documentation/admin-guide/cgroup-v2.rst of the kernel; version 1: cgroup-v1/memory.rst.
"""

import re
from dataclasses import dataclass

_LINE = re.compile(r"(\w+) (\d{1,19})", re.ASCII)
_NO_LIMIT = 1 << 60
_KERNEL_PARTS = ("kernel_stack", "pagetables", "percpu", "vmalloc", "slab")
"""What `kernel` is made of, for kernels before 5.18 that have no such line."""


@dataclass(frozen=True, slots=True)
class MemoryStat:
    """What a group and those below it are charged with, by kind, in bytes; None where the text does not say."""

    anonymous_bytes: int | None
    shared_bytes: int | None
    """tmpfs and shared memory: never dropped, and in the RSS only of those who have mapped it."""
    file_bytes: int | None
    """The cache of files on disk: dropped when memory is needed, once it is written back."""
    dirty_bytes: int | None
    """What of it has to be written back first."""
    kernel_bytes: int | None
    """The kernel's own: page tables, stacks of threads, sockets, names of files."""


def parse_memory_stat(text: str, version: int, kernel_memory: str = "") -> MemoryStat:
    """`memory.stat`; in version 1 the kernel's memory is in a file of its own, `memory.kmem.usage_in_bytes`."""
    sizes = _numbers(text)
    if version == 2:
        return _parse_v2(sizes)
    kernel = re.fullmatch(r"\s*(\d{1,19})\s*", kernel_memory, re.ASCII)
    # Without `total_` it is the group itself, without those below it.
    whole = {name: sizes.get(f"total_{name}", sizes.get(name)) for name in ("rss", "shmem", "cache")}
    return MemoryStat(
        anonymous_bytes=whole["rss"],
        shared_bytes=whole["shmem"],
        file_bytes=_less(whole["cache"], whole["shmem"]),
        dirty_bytes=_sum(sizes, "total_dirty", "total_writeback"),
        kernel_bytes=int(kernel[1]) if kernel else None,
    )


def _parse_v2(sizes: dict[str, int]) -> MemoryStat:
    parts = [sizes[name] for name in _KERNEL_PARTS if name in sizes]
    kernel = sizes.get("kernel", sum(parts) if parts else None)
    return MemoryStat(
        anonymous_bytes=sizes.get("anon"),
        shared_bytes=sizes.get("shmem"),
        file_bytes=_less(sizes.get("file"), sizes.get("shmem")),
        dirty_bytes=_sum(sizes, "file_dirty", "file_writeback"),
        kernel_bytes=None if kernel is None else kernel + sizes.get("sock", 0),
    )


def parse_oom_kills(text: str) -> int | None:
    """How many processes the kernel has killed in the group for want of memory, ever.

    Of `memory.events` (version 2) or `memory.oom_control` (version 1, since Linux 4.13); None where it is not told.
    """
    return _numbers(text).get("oom_kill")


def _numbers(text: str) -> dict[str, int]:
    found = filter(None, map(_LINE.fullmatch, text.split("\n")))
    return {line[1]: int(line[2]) for line in found}


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else max(whole - part, 0)


def _sum(sizes: dict[str, int], *names: str) -> int | None:
    known = [sizes[name] for name in names if name in sizes]
    return sum(known) if known else None


def parse_memory_cgroup(text: str) -> tuple[int, str] | None:
    """Version and path of the control group that limits memory, from /proc/PID/cgroup; None where there is none."""
    unified = None
    for line in text.splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if not path:
            continue
        if "memory" in controllers.split(","):
            return 1, path
        if number == "0" and not controllers:
            unified = path
    return None if unified is None else (2, unified)


def parse_memory_limit(text: str) -> int | None:
    """Bytes in `memory.max` (v2) or `memory.limit_in_bytes` (v1); None where there is no limit."""
    found = re.fullmatch(r"\s*(\d{1,19})\s*", text, re.ASCII)
    return int(found[1]) if found and int(found[1]) < _NO_LIMIT else None
