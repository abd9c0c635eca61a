"""What the control group of a running process is charged with, and how long until its limit is reached."""

from sparsemem.diagnose.quantities.charges import kinds
from sparsemem.diagnose.ruling.live_looks import LEAST_LOOKS, rises_steadily
from sparsemem.model import AttachedLook, Charge
from sparsemem.units import MB, format_seconds, format_size

LEAST_BYTES, LEAST_SHARE = 10 * MB, 0.02
"""Growth below both bounds, the second of the memory at the end, is no pace."""


def seconds_to_limit(looks: tuple[AttachedLook, ...], room_bytes: int) -> float | None:
    """Seconds until the private memory has grown by `room_bytes`, as it grew from the first look to the last.

    None where it is not known, does not grow steadily, or grows by little.
    """
    sizes = [look.moment.anonymous_bytes for look in looks]
    if len(sizes) < LEAST_LOOKS or None in sizes:
        return None
    known = [size for size in sizes if size is not None]
    grown, seconds = known[-1] - known[0], looks[-1].seconds - looks[0].seconds
    if grown < LEAST_BYTES or grown < LEAST_SHARE * known[-1] or not rises_steadily(known):
        return None
    return max(room_bytes, 0) * seconds / grown


def told_of_charge(charge: Charge | None, looks: tuple[AttachedLook, ...]) -> list[str]:
    """What the control group is charged with beside this process's memory, where there is a limit or a group of its
    own, and when a limit is reached; a sentence each.

    Pages of files are charged to the group that read them first: it may be another one.
    """
    rss = looks[-1].moment.rss_bytes
    if charge is None or charge.used_bytes < rss:
        return []
    limit = f" of {format_size(charge.limit_bytes)}" if charge.limit_bytes is not None else ""
    told = [
        f"The control group is charged with {format_size(charge.used_bytes)}{limit}; "
        f"{format_size(charge.used_bytes - rss)} of that are not this process's RSS."
    ]
    beside = kinds(charge.memory) if charge.memory else []
    if beside:
        told.append(f"It holds beside the memory of its processes: {', '.join(beside)}.")
    if charge.high_bytes is not None:
        told.append(f"From {format_size(charge.high_bytes)} on the kernel slows it down.")
    return [*told, *_told_of_limit(charge, looks)]


def _told_of_limit(charge: Charge, looks: tuple[AttachedLook, ...]) -> list[str]:
    if charge.limit_bytes is None:
        return []
    seconds = seconds_to_limit(looks, charge.limit_bytes - charge.used_bytes)
    return (
        [] if seconds is None else [f"At the pace of these looks the limit is reached in {format_seconds(seconds)}."]
    )
