"""The timeline of a run: RSS and live heap as they were seen from outside, with the moments on the way."""

from collections.abc import Sequence

from sparsemem.model import Run, Sample
from sparsemem.report.pictures.axes import Frame, name_axis, picture, size_axis, text
from sparsemem.units import format_seconds, format_size

_MOST_POINTS = 400
"""Of a line: more than that nobody can see."""


def draw_timeline(run: Run, width: int, height: int) -> str | None:
    """The picture; None where nothing was seen while it ran."""
    samples = _thinned(run.timeline)
    if len(samples) < 2:
        return None
    end = max(run.wall_seconds, samples[-1].seconds)
    top = max(*(one.rss_bytes for one in samples), run.peak_rss_bytes or 0)
    frame = Frame(width, height, 0.0, end, 1.06 * top)
    names = [(end * part / 4, format_seconds(end * part / 4)) for part in range(5)]
    parts = [*size_axis(frame), *name_axis(frame, names)]
    live = [(one.seconds, one.live_bytes) for one in samples if one.live_bytes is not None]
    rss = [(one.seconds, one.rss_bytes) for one in samples]
    if live:
        ground = [(live[-1][0], 0), (live[0][0], 0)]
        parts.append(f'<polygon class="area-live" points="{frame.points([*live, *ground])}"/>')
        parts.append(f'<polyline class="line-live" points="{frame.points(live)}"/>')
    parts.append(f'<polyline class="line-rss" points="{frame.points(rss)}"/>')
    peak = max(rss, key=lambda one: one[1])
    parts.append(f'<circle class="dot-rss" cx="{frame.x(peak[0]):g}" cy="{frame.y(peak[1]):g}" r="3.5"/>')
    anchor = "end" if peak[0] > end / 2 else "start"
    x = frame.x(peak[0]) + (-8 if anchor == "end" else 8)
    parts.append(text(x, frame.y(peak[1]) + 4, f"peak {format_size(peak[1])}", "label-rss", anchor))
    return picture(width, height, f"RSS and live heap of the run at {run.scale}x over its time", parts)


def _thinned(samples: Sequence[Sample]) -> list[Sample]:
    """Of each stretch the sample with the highest RSS, so that no peak is lost."""
    each = max(1, -(-len(samples) // _MOST_POINTS))
    stretches = (samples[at : at + each] for at in range(0, len(samples), each))
    return [max(stretch, key=lambda one: one.rss_bytes) for stretch in stretches]
