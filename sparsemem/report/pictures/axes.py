"""The frame that charts share: where a value lies in the picture, round sizes on the left, names below."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sparsemem.report.words.visible_names import visible
from sparsemem.units import format_size

_STEPS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
_UNITS = (1 << 40, 1 << 30, 1 << 20, 1 << 10)
_MOST_TICKS = 5
LETTER, BOLD_LETTER = 6.6, 7.5
"""Mean widths of a letter, for what has to find room."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart of `width` by `height`; x from `x_low` to `x_high` in its own unit, y from 0 to `y_high` bytes."""

    width: int
    height: int
    x_low: float
    x_high: float
    y_high: float
    left: int = 64
    right: int = 16
    top: int = 14
    bottom: int = 30

    def x(self, value: float) -> float:
        """Pixels from the left."""
        span = self.x_high - self.x_low or 1
        return round(self.left + (value - self.x_low) / span * (self.width - self.left - self.right), 1)

    def y(self, size: float) -> float:
        """Pixels from above."""
        return round(self.height - self.bottom - size / (self.y_high or 1) * self.room, 1)

    @property
    def room(self) -> int:
        """Pixels for the highest value."""
        return self.height - self.top - self.bottom

    def points(self, values: Sequence[tuple[float, float]]) -> str:
        """As a list of coordinates."""
        return " ".join(f"{self.x(x):g},{self.y(y):g}" for x, y in values)


def tick_sizes(high: float) -> list[int]:
    """Sizes from 0 up to `high` that are round in its own unit, five steps at most."""
    unit = next((unit for unit in _UNITS if high >= unit), 1)
    step = next((int(step * unit) for step in _STEPS if high / (step * unit) <= _MOST_TICKS), 0)
    return list(range(0, int(high) + 1, step or int(high) or 1))


def size_axis(frame: Frame) -> list[str]:
    """A line across the chart for each round size, and the size beside it."""
    parts = []
    for size in tick_sizes(frame.y_high):
        y = frame.y(size)
        parts.append(f'<line class="grid" x1="{frame.left}" x2="{frame.width - frame.right}" y1="{y:g}" y2="{y:g}"/>')
        parts.append(text(frame.left - 8, y + 4, format_size(size) if size else "0", "tick", "end"))
    return parts


def name_axis(frame: Frame, names: Sequence[tuple[float, str]]) -> list[str]:
    """Names below their places; one that would run into the name before it is left out."""
    parts, taken = [], -1e9
    for value, name in names:
        half = len(name) * LETTER / 2
        x = min(max(frame.x(value), half), frame.width - half)
        if x - half > taken + 6:
            parts.append(text(x, frame.height - 10, name, "tick", "middle"))
            taken = x + half
    return parts


def text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    """Words at a place, of the class `kind`."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(visible(words))}</text>'


def picture(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    """A whole picture: `title` is what a screen reader says of it."""
    body = "".join(parts)
    label = escape(visible(title), quote=True)
    return f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}">{body}</svg>'
