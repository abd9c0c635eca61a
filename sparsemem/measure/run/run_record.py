"""From what was seen of a run to its record: pure functions, nothing is looked at any more."""

import math
from dataclasses import replace

from sparsemem.measure.moments.moment_text import moment_of
from sparsemem.measure.program.command import Turn
from sparsemem.measure.run.process_tree import Member
from sparsemem.measure.run.watched import Watched
from sparsemem.model import (
    MOMENT_NAMES,
    Allocated,
    Ended,
    LastLook,
    Moment,
    Moments,
    Outcome,
    Process,
    Run,
    Sample,
)
from sparsemem.procfs import Status

_NEARLY = 0.98
"""Of the highest RSS: what a ledger is worth against the last two percent of a peak."""


def record_run(turn: Turn, argv: tuple[str, ...], watched: Watched, exit_code: int, expect_exit: int) -> Run:
    """The record of a run that is over."""
    moments = _moments(watched)
    peak, highest = watched.peak_rss_bytes, moments.peak
    return Run(
        scale=turn.scale,
        repeat=turn.repeat,
        argv=argv,
        outcome=_outcome(watched, exit_code, expect_exit),
        exit_code=exit_code,
        wall_seconds=_wall_seconds(watched),
        peak_rss_bytes=peak,
        peak_unseen_bytes=None if peak is None or highest is None else max(peak - highest.rss_bytes, 0),
        moments=moments,
        timeline=_timeline(watched),
        processes=tuple(_process(member, watched) for member in watched.members),
        group=watched.group,
        tree_peak=watched.tree_peak,
        collections=watched.collections,
        ended=_ended(watched, exit_code),
        last=None if moments.end else _last_look(watched),
        collection_seconds=_collection_seconds(watched),
    )


def _outcome(watched: Watched, exit_code: int, expect_exit: int) -> Outcome:
    if watched.stopped is not None:
        return watched.stopped
    return "ok" if watched.in_place or exit_code == expect_exit else "failed"


def _ended(watched: Watched, exit_code: int) -> Ended:
    if watched.stopped is not None:
        return "stopped"
    if watched.in_place:
        return "in place"
    if exit_code < 0:
        return "signal"
    if "end" in watched.looks:
        return "exception" if exit_code and watched.told("end", "uncaught") else "exit"
    return "left" if _seen_until(watched) is None else "exec"


def _seen_until(watched: Watched) -> float | None:
    """When the root process was last seen to run the program that was measured, if it came to run another one."""
    root = next((member for member in watched.members if member.pid == watched.root), None)
    if root is None or not root.start or not watched.program or root.start == watched.program:
        return None
    return root.other_seen


_STILL_SHARE, _STILL_BYTES = 0.05, 2 << 20
"""By how much the RSS may have changed, by either, for an earlier look with a ledger to stand for the last one."""


def _last_look(watched: Watched) -> LastLook | None:
    """The last look at the program: into its memory where that has hardly changed since, or else at its status.

    None where there was no look.
    """
    until = _seen_until(watched) or math.inf
    read = [(look.seconds, look.moment) for look in watched.outlook if look.pid == watched.root]
    seen = [(one.seconds, found) for one in watched.samples if (found := _seen(one.status)) is not None]
    looks = sorted(
        ((seconds, moment) for seconds, moment in read + seen if watched.started + seconds <= until),
        key=lambda look: look[0],
    )
    if not looks:
        return None
    rss = looks[-1][1].rss_bytes
    near = [look for look in looks if abs(look[1].rss_bytes - rss) <= max(_STILL_SHARE * rss, _STILL_BYTES)]
    seconds, moment = max(near, key=lambda look: (look[1].ledger is not None, look[0]))
    end = until if until < math.inf else watched.halted or watched.ended
    return LastLook(seconds, max(end - watched.started - seconds, 0.0), moment)


def _wall_seconds(watched: Watched) -> float:
    """From the start to the posting of `end`, or to the process's end, less the pause at `start`."""
    end, start = watched.looks.get("end"), watched.looks.get("start")
    last = end.posted_seconds if end else watched.ended
    pause = start.answered_seconds - start.posted_seconds if start else 0.0
    return max(last - watched.started - pause, 0.0)


def _timeline(watched: Watched) -> tuple[Sample, ...]:
    """The looks at the root process in the order of time: those at its status, and those into its memory."""
    seen = [Sample(s.seconds, s.status.rss_bytes or 0, None) for s in watched.samples]
    read = [
        Sample(k.seconds, k.moment.rss_bytes, k.moment.live_bytes) for k in watched.outlook if k.pid == watched.root
    ]
    return tuple(sorted(seen + read, key=lambda sample: sample.seconds))


def _collection_seconds(watched: Watched) -> float | None:
    """How long our own collection took, by the clock of the process itself."""
    told = dict(line.split(" ", 1) for line in watched.told("after_collect", "gc").splitlines())
    return int(told["nanoseconds"]) / 1e9 if "nanoseconds" in told else None


def _moments(watched: Watched) -> Moments:
    found = {
        name: moment_of(look.post, look.view, look.outside, watched.about).with_garbage(look.garbage)
        for name, look in watched.looks.items()
        if name in MOMENT_NAMES and look.view is not None
    }
    moments = Moments(**found)
    seen = _seen(watched.highest.status) if watched.highest else None
    read = [look.moment for look in watched.outlook if look.pid == watched.root]
    looks = [m for m in (moments.start, moments.end, moments.after_atexit, seen, *read) if m is not None]
    return _with_pool_free(replace(moments, peak=_peak(looks)))


def _peak(looks: list[Moment]) -> Moment | None:
    """The look with the highest RSS, or one that is all but as high and has a ledger."""
    highest = max((look.rss_bytes for look in looks), default=0)
    near = [look for look in looks if look.rss_bytes >= _NEARLY * highest]
    return max(near, key=lambda look: (look.ledger is not None, look.rss_bytes), default=None)


def _seen(status: Status) -> Moment | None:
    """The moment that a look at the status amounts to: no ledger, and nothing that only the allocators know."""
    if status.rss_bytes is None:
        return None
    unknown = Allocated(None, None, None)
    return Moment(status.rss_bytes, status.anonymous_bytes, status.swap_bytes, unknown, ledger=None)


def _with_pool_free(moments: Moments) -> Moments:
    """What a release of libraries' pools returned was free in them before: written back, marked as estimated."""
    before, after = moments.after_collect, moments.after_release
    if before is None or after is None or before.anonymous_bytes is None or after.anonymous_bytes is None:
        return moments
    returned = max(before.anonymous_bytes - after.anonymous_bytes, 0)
    earlier = ("end", "after_atexit", "after_collect")
    return replace(
        moments,
        **{name: _estimate(getattr(moments, name), returned) for name in earlier},
        after_release=_estimate(after, 0),
    )


def _estimate(moment: Moment | None, returned: int) -> Moment | None:
    if moment is None or moment.ledger is None or moment.ledger.pool_free_bytes is not None:
        return moment
    left = moment.ledger.unattributed_bytes or 0
    free = min(returned, left)
    ledger = replace(moment.ledger, pool_free_bytes=free, unattributed_bytes=left - free)
    return replace(moment, ledger=ledger, estimated=(*moment.estimated, "pool_free_bytes"))


def _process(member: Member, watched: Watched) -> Process:
    """Its looks count from when it began the program that it ran at last: until then it was its parent's double."""
    began = member.program_seen - watched.started if member.program_seen > member.first_seen else 0.0
    read = [look for look in watched.outlook if look.pid == member.pid and look.seconds >= began]
    seconds, garbage = watched.waiting.get(member.pid, (None, None))
    if seconds is not None and seconds < began:
        seconds, garbage = None, None
    return Process(
        pid=member.pid,
        parent=member.parent,
        command=member.command,
        peak_rss_bytes=member.status.peak_rss_bytes,
        last=read[-1].moment if read else _seen(member.status),
        forked=_is_forked(member, watched),
        first_seconds=member.first_seen - watched.started,
        last_seconds=max(member.last_seen - watched.started, read[-1].seconds if read else 0.0),
        first_sharing=read[0].sharing if read else None,
        last_sharing=read[-1].sharing if read else None,
        garbage=garbage,
        garbage_seconds=seconds,
        exit_code=None if member.pid == watched.root else watched.exit_codes.get(member.pid),
        copies=watched.copies.get(member.pid),
    )


def _is_forked(member: Member, watched: Watched) -> bool | None:
    parent = next((other for other in watched.members if other.pid == member.parent), None)
    if parent is None or not parent.start or not member.start:
        return None
    return parent.start == member.start
