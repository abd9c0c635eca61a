"""The last look at a program that did not come to its end, and until when it was the program that was measured."""

import math

from sparsemem.measure.run.run_moments import moment_of_status
from sparsemem.measure.run.watched import Watched
from sparsemem.model import LastLook

_STILL_SHARE, _STILL_BYTES = 0.05, 2 << 20
"""By how much the RSS may have changed, by either, for an earlier look with a ledger to stand for the last one."""
_NO_INTERPRETER_BYTES = 1 << 20
"""Of RSS: with less there is no interpreter; what was seen is another program that the kernel had begun to load."""


def seen_until(watched: Watched) -> float | None:
    """When the root process was last seen to run the program that was measured, if it came to run another one."""
    root = next((member for member in watched.members if member.pid == watched.root), None)
    if root is None or not root.start or not watched.program or root.start == watched.program:
        return None
    return root.other_seen


def read_last_look(watched: Watched) -> LastLook | None:
    """The last look at the program: into its memory where that has hardly changed since, or else at its status.

    None where there was no look.
    """
    until = seen_until(watched) or math.inf
    read = [(look.seconds, look.moment) for look in watched.outlook if look.pid == watched.root]
    seen = [(one.seconds, found) for one in watched.samples if (found := moment_of_status(one.status)) is not None]
    looks = [
        (seconds, moment)
        for seconds, moment in sorted(read + seen, key=lambda look: look[0])
        if watched.started + seconds <= until and moment.rss_bytes >= _NO_INTERPRETER_BYTES
    ]
    if not looks:
        return None
    rss = looks[-1][1].rss_bytes
    near = [look for look in looks if abs(look[1].rss_bytes - rss) <= max(_STILL_SHARE * rss, _STILL_BYTES)]
    seconds, moment = max(near, key=lambda look: (look[1].ledger is not None, look[0]))
    end = until if until < math.inf else watched.left_seconds or watched.halted or watched.ended
    return LastLook(seconds, max(end - watched.started - seconds, 0.0), moment)
