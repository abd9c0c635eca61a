"""A reference cycle as its loop: each object a box, each reference an arrow, the last one back to the first."""

from itertools import pairwise

from sparsemem.model import Cycle
from sparsemem.report.pictures.axes import LETTER, picture, text
from sparsemem.report.words.visible_names import visible

_ARROW = " -> "
_MOST = 5
_LONGEST = 26
_HEIGHT, _BOX, _BETWEEN = 74, 28, 26


def loop_steps(cycle: Cycle) -> list[str]:
    """`Node.children`, `list[]`, `Node.parent`: the steps of the loop, the middle of a long one left out."""
    steps = cycle.shape.split(_ARROW)
    if len(steps) > _MOST:
        steps = [*steps[: _MOST - 2], f"{len(steps) - _MOST + 1} more", steps[-1]]
    return [visible(step, _LONGEST) for step in steps]


def draw_loop(cycle: Cycle) -> str:
    """The picture, as wide as its steps need."""
    parts, x, centres = [], 8.0, []
    for step in loop_steps(cycle):
        width = len(step) * LETTER + 20
        parts.append(f'<rect class="node" x="{x:g}" y="8" width="{width:g}" height="{_BOX}" rx="6"/>')
        parts.append(text(x + width / 2, 8 + _BOX / 2 + 4, step, "node-name", "middle"))
        centres.append((x, x + width))
        x += width + _BETWEEN
    middle = 8 + _BOX / 2
    for (_, end), (start, _) in pairwise(centres):
        parts.append(_arrow(f"M{end:g} {middle:g}H{start - 2:g}", start, middle, "right"))
    first, last = sum(centres[0]) / 2, sum(centres[-1]) / 2
    down, low = 8 + _BOX, _HEIGHT - 10
    if len(centres) == 1:
        first, last = centres[0][0] + 14, centres[0][1] - 14
    parts.append(_arrow(f"M{last:g} {down:g}V{low}H{first:g}V{down + 2:g}", first, down, "up"))
    width = x - _BETWEEN + 8
    body = picture(width, _HEIGHT, f"The loop of the cycle: {cycle.shape}", parts)
    return body.replace("<svg ", f'<svg width="{width:g}" height="{_HEIGHT}" ', 1)


def _arrow(path: str, x: float, y: float, towards: str) -> str:
    """A line with a head that ends at (x, y)."""
    head = f"M{x - 8:g} {y - 4:g}L{x:g} {y:g}L{x - 8:g} {y + 4:g}"
    if towards == "up":
        head = f"M{x - 4:g} {y + 8:g}L{x:g} {y:g}L{x + 4:g} {y + 8:g}"
    return f'<path class="arrow" d="{path}{head}"/>'
