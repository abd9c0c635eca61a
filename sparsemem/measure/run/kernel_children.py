"""Descendants by the kernel's own lists of children: a file for each thread, where a walk of /proc reads one of each
process of the machine.

A list may miss a child while a sibling of it ends (proc(5), /proc/PID/task/TID/children): it does for a look that is
followed by another, and not for the end of all.
"""

import functools
import os
from pathlib import Path

import psutil


@functools.cache
def has_lists() -> bool:
    """Whether the kernel keeps them (CONFIG_PROC_CHILDREN)."""
    return Path(f"/proc/self/task/{os.getpid()}/children").exists()


def children_of(pid: int) -> list[int]:
    """The children of all threads of a process; none of one that is gone."""
    found: list[int] = []
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for thread in threads:
        try:
            found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_bytes().split())
        except OSError:
            continue
    return found


def descendants_of(pid: int, without: frozenset[int] = frozenset()) -> list[int]:
    """All below a process, its children first, without some children of its own and what is below these."""
    if not has_lists():
        return walked_descendants_of(pid, without)
    found = [child for child in children_of(pid) if child not in without]
    for parent in found:
        found += children_of(parent)
    return found


def walked_descendants_of(pid: int, without: frozenset[int] = frozenset()) -> list[int]:
    """The same by a walk of all of /proc, which misses none."""
    if not without:
        return [process.pid for process in _children(pid, recursive=True)]
    children = [child for child in _children(pid, recursive=False) if child.pid not in without]
    below = [process for child in children for process in _children(child.pid, recursive=True)]
    return [process.pid for process in (*children, *below)]


def _children(pid: int, recursive: bool) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=recursive)
    except psutil.Error:
        return []
