"""From what was seen of a process of the tree to its record."""

from sparsemem.measure.run.run_moments import moment_of_status
from sparsemem.measure.run.tree_member import Member
from sparsemem.measure.run.watched import Watched
from sparsemem.model import Process


def record_process(member: Member, watched: Watched) -> Process:
    """Its looks count from when it began the program that it ran at last: until then it was its parent's double."""
    began = member.program_seen - watched.started if member.program_seen > member.first_seen else 0.0
    read = [look for look in watched.outlook if look.pid == member.pid and look.seconds >= began]
    seconds, garbage = watched.waiting.get(member.pid, (None, None))
    if seconds is not None and seconds < began:
        seconds, garbage = None, None
    heap = watched.readings.get(member.pid)
    return Process(
        pid=member.pid,
        parent=member.parent,
        command=member.command,
        peak_rss_bytes=member.status.peak_rss_bytes,
        last=read[-1].moment if read else moment_of_status(member.status),
        forked=_is_forked(member, watched),
        first_seconds=member.first_seen - watched.started,
        last_seconds=max(member.last_seen - watched.started, read[-1].seconds if read else 0.0),
        first_sharing=read[0].sharing if read else None,
        last_sharing=read[-1].sharing if read else None,
        garbage=garbage,
        garbage_seconds=seconds,
        caches=heap.caches if heap else None,
        pinners=heap.pinners if heap else None,
        owners=heap.owners if heap else None,
        exit_code=None if member.pid == watched.root else watched.exit_codes.get(member.pid),
        copies=watched.copies.get(member.pid),
    )


def _is_forked(member: Member, watched: Watched) -> bool | None:
    parent = next((other for other in watched.members if other.pid == member.parent), None)
    if parent is None or not parent.start or not member.start:
        return None
    return parent.start == member.start
