"""The figures of a watched process and its descendants as rows, for the terminal and for the page."""

from sparsemem.live.view.descendant import Descendant
from sparsemem.live.view.looked_at import LookedAt
from sparsemem.units import format_seconds, format_size

DESCENDANT_COLUMNS = ("process", "command", "RSS", "live heap", "gap", "looked at")
BLOCKS = " ▁▂▃▄▅▆▇█"
ASCII = " .:-=+*#%"
_WIDTH = 40
_LEAST_REACH = 0.01

Row = tuple[str, list[int | None]]


def series_rows(seen: LookedAt) -> list[Row]:
    """RSS, PSS and tree by sample, live heap and gap by look at the ledger, garbage by look at the heap; bytes."""
    rows: list[Row] = [
        ("RSS", [sample.rss_bytes for sample in seen.samples]),
        ("PSS", [sample.pss_bytes for sample in seen.samples]),
    ]
    if seen.samples and seen.samples[-1].processes > 1:
        name = f"RSS of {seen.samples[-1].processes} processes"
        rows.append((name, [sample.tree_bytes for sample in seen.samples]))
    rows.append(("live heap", [moment.live_bytes for _, moment in seen.moments]))
    rows.append(("gap", [moment.gap_bytes for _, moment in seen.moments]))
    if seen.garbage:
        rows.append(("garbage", [size for _, size in seen.garbage]))
    return rows


def sparkline(values: list[int | None], marks: str = BLOCKS) -> str:
    """From the lowest to the highest of the last minutes, a letter for a group; unknown values are left out.

    What changes by less than a hundredth stays on the ground: a few pages are no mountains.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    group = -(-len(known) // _WIDTH)
    points = [max(known[at : at + group]) for at in range(0, len(known), group)]
    low, reach = min(points), max(max(points) - min(points), round(max(points) * _LEAST_REACH), 1)
    return "".join(marks[1 + round((len(marks) - 2) * (point - low) / reach)] for point in points)


def span(values: list[int | None]) -> str:
    """The lowest and the highest of them; nothing where they read the same."""
    known = [value for value in values if value is not None]
    low, high = (format_size(end) for end in (min(known, default=None), max(known, default=None)))
    return "" if low == high else f"{low} to {high}"


def descendant_rows(seen: LookedAt, most: int) -> list[tuple[str, ...]]:
    """The largest descendants, by `DESCENDANT_COLUMNS`."""
    now = seen.samples[-1].seconds if seen.samples else 0.0
    return [_descendant_row(member, now) for member in seen.descendants[:most]]


def _descendant_row(member: Descendant, now: float) -> tuple[str, ...]:
    moment = member.moment
    sizes = (moment.live_bytes, moment.gap_bytes) if moment else (None, None)
    ago = "not yet" if member.seconds is None else f"{format_seconds(max(now - member.seconds, 0.0))} ago"
    return (str(member.pid), member.command[:40], format_size(member.rss_bytes), *map(format_size, sizes), ago)
