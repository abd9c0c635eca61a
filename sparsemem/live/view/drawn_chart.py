"""RSS and live heap of what is watched over the last minutes, as a picture."""

from sparsemem.live.view.looked_at import LookedAt
from sparsemem.report.pictures.axes import Frame, name_axis, picture, size_axis, text
from sparsemem.units import format_seconds, format_size

LINES = (("tree", "RSS of all processes"), ("rss", "RSS"), ("live", "live heap"))
"""The class of each line, and what it is."""
_ROOM, _NAMES = 1.06, 4
_SEEN_LIMIT = 2.0
"""Times the highest value, up to which a limit is in the picture."""

Points = list[tuple[float, float]]


def draw_chart(seen: LookedAt, width: int = 720, height: int = 230) -> str | None:
    """The picture; None before there are two samples. The live heap is as of each look at the ledger."""
    if len(seen.samples) < 2:
        return None
    lines = chart_lines(seen)
    top = max(y for points in lines.values() for _, y in points)
    limit = seen.limit_bytes if seen.limit_bytes and seen.limit_bytes <= _SEEN_LIMIT * top else None
    first, last = seen.samples[0].seconds, seen.samples[-1].seconds
    frame = Frame(width, height, first, last, _ROOM * max(top, limit or 0))
    places = [first + (last - first) * part / _NAMES for part in range(_NAMES + 1)]
    parts = [*size_axis(frame), *name_axis(frame, [(place, format_seconds(place)) for place in places])]
    parts += [f'<polyline class="{name}" points="{frame.points(points)}"/>' for name, points in lines.items()]
    if limit is not None:
        y = frame.y(limit)
        parts.append(f'<line class="limit" x1="{frame.left}" x2="{width - frame.right}" y1="{y:g}" y2="{y:g}"/>')
        parts.append(text(frame.left + 6, y - 5, f"limit {format_size(limit)}", "tick"))
    return picture(width, height, "RSS and live heap over the last minutes", parts)


def chart_lines(seen: LookedAt) -> dict[str, Points]:
    """Seconds and bytes of each line that there is, by its class in `LINES`."""
    first, last = seen.samples[0].seconds, seen.samples[-1].seconds
    looks: Points = [(at, moment.live_bytes) for at, moment in seen.moments if moment.live_bytes is not None]
    held = [(max(at, first), size) for at, size in looks]
    lines: dict[str, Points] = {
        "tree": [(one.seconds, one.tree_bytes) for one in seen.samples],
        "rss": [(one.seconds, one.rss_bytes) for one in seen.samples],
        # Until the next look it is what it was at the last one.
        "live": [*held, (last, held[-1][1])] if held else [],
    }
    if all(one.processes == 1 for one in seen.samples):
        lines["tree"] = []
    return {name: points for name, points in lines.items() if points}
