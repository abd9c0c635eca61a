"""What a process holds as a still icicle: the root above, each node as wide as its bytes, coloured by its state."""

from collections.abc import Iterator
from html import escape

from sparsemem.report.holdings.memory_node import Holding
from sparsemem.report.pictures.axes import LETTER, picture, text
from sparsemem.report.words.visible_names import visible
from sparsemem.units import format_share, format_size

_ROW, _GAP = 30, 1
_NARROWEST = 2.0
"""Pixels: what would be narrower is left out."""


def draw_icicle(root: Holding, width: int, depth: int = 6) -> str:
    """The picture, of as many rows as there are levels, `depth` at most."""
    placed = list(_placed(root, 0.0, float(width), 0, depth))
    rows = max(level for _, _, _, level in placed) + 1
    parts = [_cell(node, x, wide, level, root.bytes) for node, x, wide, level in placed]
    return picture(width, rows * _ROW, f"What the process holds, {format_size(root.bytes)}, by owner", parts)


def _placed(
    node: Holding, x: float, wide: float, level: int, depth: int
) -> Iterator[tuple[Holding, float, float, int]]:
    yield node, x, wide, level
    if level + 1 >= depth or not node.bytes:
        return
    for child in node.sorted_children():
        share = child.bytes / node.bytes * wide
        if share < _NARROWEST:
            return
        yield from _placed(child, x, share, level + 1, depth)
        x += share


def _cell(node: Holding, x: float, wide: float, level: int, whole: int) -> str:
    y, kind = level * _ROW, "root" if level == 0 else node.state
    size = f"{format_size(node.bytes)}, {format_share(node.bytes, whole)}"
    told = escape(f"{visible(node.name, 300)}: {size}{f'; {visible(node.note, 300)}' if node.note else ''}")
    letters = int((wide - 12) / LETTER)
    words = f"{visible(node.name, max(letters, 1))}" if letters >= 3 else ""
    if words == visible(node.name) and len(words) + len(size) + 2 <= letters:
        words = f"{words}  {size}"
    label = text(x + 6, y + _ROW / 2 + 4, words, "cell-name") if words else ""
    box = f'<rect class="cell {kind}" x="{x:.1f}" y="{y}" width="{max(wide - _GAP, 1):.1f}" height="{_ROW - _GAP}"/>'
    return f"<g><title>{told}</title>{box}{label}</g>"
