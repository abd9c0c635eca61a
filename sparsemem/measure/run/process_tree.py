"""The process tree of a run: who is in it, how much it holds, and its end."""

import ctypes
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from sparsemem.measure.run.kernel_children import descendants_of, walked_descendants_of
from sparsemem.measure.run.tree_member import Member, read_start, read_status
from sparsemem.procfs import Status

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Have processes whose parent dies become ours instead of init's, so that none escapes the end of a run."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@dataclass(slots=True)
class Tree:
    """All descendants of this process that began after the tree was made."""

    root: int
    members: dict[int, Member] = field(default_factory=dict)
    living: tuple[int, ...] = ()
    """Those of the members that the last look found."""
    _elders: frozenset[int] = field(default=frozenset())

    @classmethod
    def before_start(cls) -> "Tree":
        """A tree that leaves out the children that there are already."""
        return cls(root=0, _elders=frozenset(child.pid for child in psutil.Process().children()))

    def processes(self) -> list[psutil.Process]:
        """The processes of the tree that have not ended."""
        return [process for process in _present(walked_descendants_of(os.getpid(), self._elders)) if _lives(process)]

    def _listed(self) -> list[psutil.Process]:
        """The same by the kernel's lists, which may miss one, but none of those that the last look found."""
        listed = descendants_of(os.getpid(), self._elders)
        ours = {os.getpid(), *listed, *self.living}
        missed = [process for process in _present({*self.living} - {*listed}) if _parent(process) in ours]
        return [process for process in (*_present(listed), *missed) if _lives(process)]

    def look(self) -> int:
        """Note each living process; the sum of their RSS in bytes, in which shared pages count once for each."""
        total, living = 0, []
        for process in self._listed():
            status = read_status(process.pid)
            if status is None or status.rss_bytes is None:
                continue
            with suppress(psutil.Error):
                self._note(process, status)
                living.append(process.pid)
                total += status.rss_bytes
        self.living = tuple(living)
        return total

    def rss_bytes(self, pid: int) -> int:
        """The RSS of a process at the last look; 0 for one that was not seen."""
        member = self.members.get(pid)
        return (member.status.rss_bytes or 0) if member else 0

    def _note(self, process: psutil.Process, status: Status) -> None:
        """Have it among the members as it is now."""
        now, command, start = time.monotonic(), " ".join(process.cmdline()), read_start(process.pid)
        known = self.members.get(process.pid)
        if known is None:
            self.members[process.pid] = Member(
                process.pid, process.ppid(), command or process.name(), status, now, now, now, start
            )
            return
        if start and known.start and known.start != start:
            # It was its parent's double until it began a program of its own.
            known.program_seen, known.other_seen = now, known.last_seen
        # Of a process that is just ending, the kernel tells neither the one nor the other any more.
        known.start, known.command = start or known.start, command or known.command
        known.status, known.last_seen = status, now

    def proportional_bytes(self) -> int:
        """The sum of PSS in bytes: what the tree really holds, shared pages divided among their users."""
        total = 0
        for process in self.processes():
            with suppress(psutil.Error):
                total += process.memory_full_info().pss
        return total

    def stop(self, grace_seconds: float = 0.0) -> None:
        """End every process of the tree: asked to first, where there is grace, then killed."""
        if grace_seconds:
            self._signal(signal.SIGTERM)
            deadline = time.monotonic() + grace_seconds
            while self.processes() and time.monotonic() < deadline:
                time.sleep(0.01)
        while self.processes():
            self._signal(signal.SIGKILL)
            time.sleep(0.002)
        self.reap()

    def hold(self) -> None:
        """Have every process of the tree stand still until it is ended."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Have those go on that were told to stand still: so they can end as they are asked to."""
        self._signal(signal.SIGCONT)

    def reap(self) -> None:
        """Collect the exit status of adopted processes that have ended; the root's is left to its Popen."""
        for child in psutil.Process().children():
            if child.pid != self.root and child.pid not in self._elders:
                with suppress(ChildProcessError):
                    os.waitpid(child.pid, os.WNOHANG)

    def _signal(self, number: signal.Signals) -> None:
        for process in self.processes():
            with suppress(psutil.Error):
                process.send_signal(number)


def _present(pids: Iterable[int]) -> list[psutil.Process]:
    """Of these processes those that are there."""
    found = []
    for pid in pids:
        with suppress(psutil.Error):
            found.append(psutil.Process(pid))
    return found


def _parent(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
