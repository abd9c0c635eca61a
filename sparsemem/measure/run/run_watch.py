"""Watching one run from outside until it ends, or until a bound ends it."""

import os
import select
import subprocess
import time

from sparsemem.measure.moments.postbox import Leaver, Postbox
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.looked_run import LookedRun
from sparsemem.measure.run.observer import RunObserver
from sparsemem.measure.run.outside_looks import Outlook
from sparsemem.measure.run.process_tree import Tree
from sparsemem.measure.run.rss_samples import RssSamples
from sparsemem.measure.run.service_request import ServiceRequest
from sparsemem.measure.run.stop_look import look_at_stop
from sparsemem.measure.run.tree_looks import TreeLooks
from sparsemem.measure.run.tree_member import read_start
from sparsemem.measure.run.watched import Watched
from sparsemem.probe.layout import LEFT
from sparsemem.procfs import parse_status

_NEAR_SECONDS, _FAR_SECONDS = 0.001, 0.01
"""How long to sleep while a moment is due at any time, and while the program works."""
_STOP_GRACE_SECONDS, _LEAVING_SECONDS = 2.0, 0.2
"""For processes to end as they were asked to, and for those that end by themselves when the root has ended."""
_OF_THE_PROGRAM = ("start", LEFT, "end", "after_atexit")
"""Moments whose high-water mark is the program's own: after them we collect and trim."""


class Watch:
    """Answers the moments, samples the root process, and keeps the bounds."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", postbox: Postbox, tree: Tree, conditions: Conditions
    ) -> None:
        self.process, self.postbox, self.tree, self.conditions = process, postbox, tree, conditions
        self.watched = Watched(started=time.monotonic(), root=process.pid)
        self._samples = RssSamples()
        self._request = ServiceRequest(conditions.for_seconds)
        looked_run = LookedRun(
            self._living,
            self.watched.started,
            tree.rss_bytes,
            postbox.mark,
            is_stopped=lambda: postbox.waiting,
            leaving=self._known_leavers,
            let_go=postbox.let_go,
            finds_garbage=postbox.asked.reads_owners,
        )
        self._outlook = Outlook(looked_run, conditions.pace)
        self._trees = TreeLooks(tree, conditions.max_rss_bytes, lambda: self._outlook.counter_reader)

    def run(self, observer: RunObserver) -> Watched:
        """Until the root process has ended or a bound or Ctrl-C ended the tree."""
        descriptor = os.pidfd_open(self.process.pid)
        self._outlook.start()
        try:
            self._until_the_end(descriptor, observer)
        except KeyboardInterrupt:
            self.watched.stopped = "interrupted"
        finally:
            os.close(descriptor)
            self._finish(observer)
        return self.watched

    def _until_the_end(self, descriptor: int, observer: RunObserver) -> None:
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        while not poller.poll(1000 * self._pause()):
            self._step(observer)
            if self.watched.in_place or self.watched.stopped:
                return
        self.watched.ended = time.monotonic()

    def _living(self) -> list[int]:
        """The processes that are worth a look: those of the tree, as long as the program itself runs."""
        if "start" not in self.watched.looks or "end" in self.watched.looks:
            return []
        return list(dict.fromkeys([self.watched.root, *self.tree.living]))

    def _known_leavers(self) -> list[Leaver]:
        """Those that wait for a last look and are in the tree: the others are let go as soon as that is sure."""
        return [leaver for leaver in self.postbox.leaving() if leaver.pid in self.tree.members]

    def _note_leavers(self) -> None:
        """A worker may leave before it was ever seen."""
        unknown = [leaver for leaver in self.postbox.leaving() if leaver.pid not in self.tree.members]
        if unknown:
            self._trees.look_for_leavers()
        for leaver in unknown:
            if leaver.pid not in self.tree.members:
                self.postbox.let_go(leaver)

    def _pause(self) -> float:
        due = not self.watched.looks or "end" in self.watched.looks or self._request.is_made
        return _NEAR_SECONDS if due else _FAR_SECONDS

    def _step(self, observer: RunObserver) -> None:
        if self.postbox.waiting:
            self._answer(observer)
        self._note_leavers()
        now = time.monotonic() - self.watched.started
        if "end" not in self.watched.looks:
            self._sample(now, observer)
        if self._trees.look_when_due(now, self._living):
            self.watched.stopped = "max_rss"
        self._keep_to_the_time(now)

    def _answer(self, observer: RunObserver) -> None:
        if self.postbox.asked.reads_owners and self.postbox.moment == "end":
            self._outlook.look_at_workers()
        if self.postbox.moment == "end":
            self.postbox.let_all_go()
        if self.postbox.moment == LEFT:
            self._outlook.look_now(self.postbox.pid or self.watched.root)
        program = read_start(self.postbox.pid or self.watched.root)
        look = self.postbox.look(observer.reading_owners)
        self.watched.root = self.postbox.pid or self.watched.root
        self.watched.looks[look.post.moment] = look
        if look.post.moment == "start":
            self.watched.program = program
        if look.post.moment == "end":
            self._trees.look_at_end()
        if look.view is not None and look.post.moment in _OF_THE_PROGRAM:
            self._samples.note_peak(parse_status(look.view.status))

    def _sample(self, now: float, observer: RunObserver) -> None:
        rss = self._samples.take(now, self.watched.root)
        if rss is not None:
            observer.running(rss)
            if rss > self.conditions.max_rss_bytes:
                self.watched.stopped = "max_rss"

    def _keep_to_the_time(self, now: float) -> None:
        """Bounds are on the program's own time: not on that in which it waited for us."""
        own = now - self.watched.paused_seconds() - self._outlook.held_seconds
        self._request.make_when_due(own, self.watched.root)
        self.watched.in_place = self._request.is_answered(self.watched.looks)
        timeout = self.conditions.timeout_seconds
        if not self.watched.in_place and (self._request.is_in_vain(own) or (timeout is not None and own > timeout)):
            self.watched.stopped = "timeout"

    def _finish(self, observer: RunObserver) -> None:
        """Leave no process behind, and note what was seen."""
        if self.watched.stopped in ("timeout", "max_rss") and "end" not in self.watched.looks:
            self._look_before_the_stop(observer)
        self._trees.close()
        self.postbox.dismiss()
        if self.watched.ended and self.watched.stopped is None:
            self.watched.outlived = self._outliving()
        urgent = self.watched.stopped == "max_rss" or self.watched.ended
        try:
            self.tree.stop(0.0 if urgent else _STOP_GRACE_SECONDS)
        except KeyboardInterrupt:
            self.tree.stop()
        self.watched.ended = self.watched.ended or time.monotonic()
        self.process.wait()
        self._note()

    def _outliving(self) -> int:
        """How many processes go on without the root; those that end with it are given the time to."""
        deadline = time.monotonic() + _LEAVING_SECONDS
        while (going_on := len(self.tree.processes())) and time.monotonic() < deadline:
            time.sleep(_FAR_SECONDS)
        return going_on

    def _look_before_the_stop(self, observer: RunObserver) -> None:
        """It stands still, so that what it holds and who holds it are of one moment."""
        self.watched.halted = time.monotonic()
        self.tree.hold()
        self._outlook.look_now(self.watched.root)
        asked = self.postbox.asked
        self.watched.stopped_owners = look_at_stop(self.watched.root, self._samples, asked, observer)
        if self.watched.stopped == "timeout":
            self.tree.resume()

    def _note(self) -> None:
        found = self._samples
        self.watched.samples, self.watched.highest = found.samples, found.highest
        self.watched.peak_rss_bytes = found.peak_rss_bytes
        self.watched.outlook = self._outlook.stop()
        self.watched.collections = self._outlook.collections
        self.watched.waiting = self._outlook.waiting.found
        self.watched.readings = self._outlook.waiting.readings
        self.watched.held_seconds = self._outlook.held_seconds
        self._trees.note(self.watched)
