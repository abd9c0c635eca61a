"""How long until a limit is reached, at the pace that was seen."""

from itertools import pairwise

from sparsemem.diagnose.rules.live_growth import LEAST_LOOKS, RISING_SHARE
from sparsemem.model import AttachedLook
from sparsemem.units import MB

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
    rises = sum(later > earlier for earlier, later in pairwise(known))
    if grown < LEAST_BYTES or grown < LEAST_SHARE * known[-1] or rises < RISING_SHARE * (len(known) - 1):
        return None
    return max(room_bytes, 0) * seconds / grown
