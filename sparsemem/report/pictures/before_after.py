"""Two programs over the scales: one quantity of each as a line, so that the saving shows as the room between them."""

from collections.abc import Sequence

from sparsemem.report.pictures.axes import BOLD_LETTER, Frame, name_axis, picture, size_axis, text
from sparsemem.units import format_size

_LINE = 17
Known = list[tuple[float, float]]


def draw_before_after(
    scales: Sequence[int], before: Sequence[int | None], after: Sequence[int | None], size: tuple[int, int]
) -> str | None:
    """The picture; None where one of them is known at fewer than two scales."""
    lines = {name: _known(scales, values) for name, values in (("before", before), ("after", after))}
    if any(len(points) < 2 for points in lines.values()):
        return None
    width, height = size
    top = 1.06 * max(one for points in lines.values() for _, one in points)
    right = round(len("before 99.9 MB  ") * BOLD_LETTER)
    frame = Frame(width, height, float(scales[0]), float(scales[-1]), top, right=right)
    parts = [*size_axis(frame), *name_axis(frame, [(scale, f"{scale}x") for scale in scales])]
    room = [*lines["before"], *reversed(lines["after"])]
    parts.append(f'<polygon class="area-saved" points="{frame.points(room)}"/>')
    for name, points in lines.items():
        parts.append(f'<polyline class="line-{name}" points="{frame.points(points)}"/>')
        parts += [f'<circle class="dot-{name}" cx="{frame.x(x):g}" cy="{frame.y(y):g}" r="3.5"/>' for x, y in points]
    return picture(width, height, "Peak RSS of both programs over the scales", [*parts, *_labels(lines, frame)])


def _known(scales: Sequence[int], values: Sequence[int | None]) -> Known:
    return [(float(scale), float(value)) for scale, value in zip(scales, values, strict=False) if value is not None]


def _labels(lines: dict[str, Known], frame: Frame) -> list[str]:
    parts: list[str] = []
    below: float = frame.height
    for name, points in sorted(lines.items(), key=lambda one: one[1][-1][1]):
        y = min(frame.y(points[-1][1]) + 4, below - _LINE)
        words = f"{name} {format_size(round(points[-1][1]))}"
        parts.append(text(frame.width - frame.right + 8, y, words, f"label-{name}"))
        below = y
    return parts
