"""The moments of a run: those that were posted, the highest look as the peak, and what a release told of pools."""

from dataclasses import replace

from sparsemem.measure.moments.moment_text import moment_of
from sparsemem.measure.run.watched import Watched
from sparsemem.model import MOMENT_NAMES, Allocated, Moment, Moments
from sparsemem.procfs import Status

_NEARLY = 0.98
"""Of the highest RSS: what a ledger is worth against the last two percent of a peak."""


def read_moments(watched: Watched) -> Moments:
    """All that were reached, and the peak."""
    found = {
        name: moment_of(look.post, look.view, look.outside, watched.about).with_garbage(look.garbage)
        for name, look in watched.looks.items()
        if name in MOMENT_NAMES and look.view is not None
    }
    moments = Moments(**found)
    seen = moment_of_status(watched.highest.status) if watched.highest else None
    read = [look.moment for look in watched.outlook if look.pid == watched.root]
    looks = [m for m in (moments.start, moments.end, moments.after_atexit, seen, *read) if m is not None]
    return _with_pool_free(replace(moments, peak=_peak(looks)))


def _peak(looks: list[Moment]) -> Moment | None:
    """The look with the highest RSS, or one that is all but as high and has a ledger."""
    highest = max((look.rss_bytes for look in looks), default=0)
    near = [look for look in looks if look.rss_bytes >= _NEARLY * highest]
    return max(near, key=lambda look: (look.ledger is not None, look.rss_bytes), default=None)


def moment_of_status(status: Status) -> Moment | None:
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
