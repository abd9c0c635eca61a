"""Watching one run from outside until it ends, or until a bound ends it."""

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sparsemem.measure.machine.control_groups import find_group
from sparsemem.measure.machine.group_charges import GroupWatch
from sparsemem.measure.moments.moment_text import parse_about
from sparsemem.measure.moments.postbox import Look, Postbox
from sparsemem.measure.program.command import Conditions
from sparsemem.measure.run.outside_looks import Outlook, OutsideLook
from sparsemem.measure.run.process_tree import Member, Tree, read_status
from sparsemem.model import Group, Outcome
from sparsemem.procfs import Status, parse_status

IN_PLACE_SIGNAL = signal.SIGRTMAX - 1 if hasattr(signal, "SIGRTMAX") else 0
"""Asks a service for its last moments; a real-time signal that neither libc nor common programs use."""

_NEAR_SECONDS, _FAR_SECONDS = 0.001, 0.01
"""How long to sleep while a moment is due at any time, and while the program works."""
_TREE_SHARE = 0.05
"""Of one core at most goes to looking at the process tree."""
_MOST_SAMPLES = 1000
_STOP_GRACE_SECONDS = 2.0
_IN_PLACE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class OutsideSample:
    """The root process at one time, in seconds since the start."""

    seconds: float
    status: Status


@dataclass(slots=True)
class Watched:
    """What was seen of a run."""

    started: float
    root: int
    """The process that posts the moments, or the one that was started where none did."""
    looks: dict[str, Look] = field(default_factory=dict)
    samples: list[OutsideSample] = field(default_factory=list)
    highest: OutsideSample | None = None
    outlook: list[OutsideLook] = field(default_factory=list)
    peak_rss_bytes: int | None = None
    stopped: Outcome | None = None
    in_place: bool = False
    """Whether the last moments were taken in place, and the program was stopped after them."""
    ended: float = 0.0
    members: tuple[Member, ...] = ()
    """The processes of the tree as they were last seen."""
    group: Group | None = None
    """What their control group is charged with."""

    @property
    def about(self) -> dict[str, str]:
        """The facts that the interpreter told at the start."""
        return parse_about(self.told("start", "about"))

    def told(self, moment: str, section: str) -> str:
        """What the probe wrote in a section at a moment; empty where it did not get that far."""
        look = self.looks.get(moment)
        return look.post.sections.get(section, "") if look else ""


class Watch:
    """Answers the moments, samples the root process, and keeps the bounds. `progress` gets the RSS in bytes."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        postbox: Postbox,
        tree: Tree,
        conditions: Conditions,
        progress: Callable[[int], None],
    ) -> None:
        self.process, self.postbox, self.tree = process, postbox, tree
        self.conditions, self.progress = conditions, progress
        self.watched = Watched(started=time.monotonic(), root=process.pid)
        self._sample_gap = _FAR_SECONDS
        self._next_sample = self._next_tree = 0.0
        self._asked_at: float | None = None
        self._outlook = Outlook(self._living, self.watched.started, conditions.pace, postbox.mark)
        self._group = GroupWatch(find_group())

    def run(self) -> Watched:
        """Until the root process has ended or a bound or Ctrl-C ended the tree."""
        descriptor = os.pidfd_open(self.process.pid)
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        self._outlook.start()
        try:
            while not poller.poll(1000 * self._pause()):
                self._step()
                if self._is_done_in_place() or self.watched.stopped:
                    break
            else:
                self.watched.ended = time.monotonic()
        except KeyboardInterrupt:
            self.watched.stopped = "interrupted"
        finally:
            os.close(descriptor)
            self._finish()
            self.watched.outlook = self._outlook.stop()
            self.watched.members = tuple(self.tree.members.values())
            self.watched.group = self._group.record()
        return self.watched

    def _living(self) -> list[int]:
        """The processes that are worth a look: those of the tree, as long as the program itself runs."""
        if "start" not in self.watched.looks or "end" in self.watched.looks:
            return []
        return list(dict.fromkeys([self.watched.root, *self.tree.living]))

    def _pause(self) -> float:
        due = not self.watched.looks or "end" in self.watched.looks or self._asked_at is not None
        return _NEAR_SECONDS if due else _FAR_SECONDS

    def _step(self) -> None:
        if self.postbox.waiting:
            self._answer()
        now = time.monotonic() - self.watched.started
        if now >= self._next_sample and "end" not in self.watched.looks:
            self._sample(now)
        if now >= self._next_tree:
            self._look_at_tree(now)
        if self.conditions.timeout_seconds is not None and now > self.conditions.timeout_seconds:
            self.watched.stopped = "timeout"
        if self.conditions.for_seconds is not None and now > self.conditions.for_seconds and not self._asked_at:
            self._ask(now)

    def _answer(self) -> None:
        look = self.postbox.look()
        self.watched.root = self.postbox.pid or self.watched.root
        self.watched.looks[look.post.moment] = look
        if look.post.moment == "end":
            self._group.look_at_end()
        if look.view is not None and look.post.moment in ("start", "end", "after_atexit"):
            self._note_peak(parse_status(look.view.status))

    def _sample(self, now: float) -> None:
        self._next_sample = now + self._sample_gap
        status = read_status(self.watched.root)
        if status is None or status.rss_bytes is None:
            return
        self._note_peak(status)
        sample = OutsideSample(now, status)
        highest = self.watched.highest
        if highest is None or status.rss_bytes > (highest.status.rss_bytes or 0):
            self.watched.highest = sample
        self.watched.samples.append(sample)
        if len(self.watched.samples) > _MOST_SAMPLES:
            del self.watched.samples[::2]
            self._sample_gap *= 2
        self.progress(status.rss_bytes)
        if status.rss_bytes > self.conditions.max_rss_bytes:
            self.watched.stopped = "max_rss"

    def _note_peak(self, status: Status) -> None:
        if status.peak_rss_bytes is not None:
            self.watched.peak_rss_bytes = max(self.watched.peak_rss_bytes or 0, status.peak_rss_bytes)

    def _look_at_tree(self, now: float) -> None:
        begun = time.thread_time()
        total = self.tree.look()
        self._group.look()
        # Forked processes share pages, which the sum of RSS counts once for each: ask for the true share in doubt.
        if total > self.conditions.max_rss_bytes and self.tree.proportional_bytes() > self.conditions.max_rss_bytes:
            self.watched.stopped = "max_rss"
        self._next_tree = now + max((time.thread_time() - begun) / _TREE_SHARE, 10 * _FAR_SECONDS)

    def _ask(self, now: float) -> None:
        self._asked_at = now
        os.kill(self.watched.root, IN_PLACE_SIGNAL)

    def _is_done_in_place(self) -> bool:
        """Whether the moments that were asked for are taken, or were waited for in vain."""
        if self._asked_at is None:
            return False
        if "after_trim" in self.watched.looks:
            self.watched.in_place = True
        elif time.monotonic() - self.watched.started - self._asked_at > _IN_PLACE_SECONDS:
            self.watched.stopped = "timeout"
        return self.watched.in_place

    def _finish(self) -> None:
        """Leave no process behind."""
        self.postbox.dismiss()
        urgent = self.watched.stopped == "max_rss" or self.watched.ended
        try:
            self.tree.stop(0.0 if urgent else _STOP_GRACE_SECONDS)
        except KeyboardInterrupt:
            self.tree.stop()
        self.watched.ended = self.watched.ended or time.monotonic()
        self.process.wait()
