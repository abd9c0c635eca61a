"""The heap map as a picture, in the form in which defragmenters showed disks: a cell is the darker the fuller.

The colours of owners are those that Okabe and Ito chose to remain apart for the colour-blind (Color Universal
Design, 2008); fullness is a scale of greys, so that no answer hangs on a colour alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from sparsemem.model import Band, Cell, HeapMap
from sparsemem.report.heap_map_words import LEVELS, level, malloc_line, map_title, owner_line, python_line

_WIDTH, _MARGIN, _TOP = 960, 24, 72
_TALLEST = 700
"""Pixels that the blocks take together, as long as they can be large enough to be seen."""
_SIDES = (64, 48, 32, 24, 16, 12, 8, 6, 5)
"""Pixels of a block's side, for the largest of which there is room; 16 cells in a row want a multiple of 16."""
_LINE, _SWATCH, _LETTER = 20, 12, 7.4
_OWNERS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7")
_LIGHT = ("#e9e9e9", "#cfcfcf", "#a6a6a6", "#757575", "#3b3b3b")
_DARK = ("#2b2b2f", "#46464b", "#6d6d73", "#9b9ba1", "#d6d6da")
_STYLE = f"""
svg {{ background: #ffffff; font: 13px system-ui, "DejaVu Sans", sans-serif; }}
.paper {{ fill: #ffffff; }} text {{ fill: #1c1c1e; }} .title {{ font-size: 20px; font-weight: 600; }}
{" ".join(f".l{at} {{ fill: {colour}; }}" for at, colour in enumerate(_LIGHT))}
{" ".join(f".o{at} {{ fill: {colour}; }}" for at, colour in enumerate(_OWNERS))}
@media (prefers-color-scheme: dark) {{
svg {{ background: #151517; }} .paper {{ fill: #151517; }} text {{ fill: #ececef; }}
{" ".join(f".l{at} {{ fill: {colour}; }}" for at, colour in enumerate(_DARK))}
.o0 {{ fill: #ff8a3c; }} .o1 {{ fill: #56b4e9; }} .o2 {{ fill: #1fc79a; }} .o3 {{ fill: #e79ac6; }}
}}
"""


def render_heap_svg(found: HeapMap) -> str:
    """The map as an SVG that needs nothing else: it follows the reader's light or dark."""
    bands = [(python_line(found), found.python)]
    bands += [(malloc_line(found.malloc), found.malloc)] if found.malloc else []
    side = _side(sum(len(band.blocks) for _, band in bands))
    legend, lines = _legend(found)
    parts, at = legend, _TOP + _LINE * (lines + 1)
    for line, band in bands:
        grid = _Grid(side, at + 12)
        parts += [_text(_MARGIN, at, line), *_paths(band, grid)]
        at += 12 + grid.height(band) + 32
    body = "\n".join([*_head(found), *parts])
    size = f'width="{_WIDTH}" height="{at}" viewBox="0 0 {_WIDTH} {at}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>\n{body}\n</svg>\n'


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where blocks lie: of `side` pixels, from left to right and then on, the first row at `top`."""

    side: int
    top: int

    @property
    def pitch(self) -> int:
        return self.side + (3 if self.side >= 16 else 1)

    @property
    def columns(self) -> int:
        return (_WIDTH - 2 * _MARGIN + self.pitch - self.side) // self.pitch

    def height(self, band: Band) -> int:
        return -(-len(band.blocks) // self.columns) * self.pitch

    def places(self, band: Band) -> Iterator[tuple[float, float, Cell]]:
        """The corner of each cell that there is something in."""
        row = round(band.per_block**0.5)
        for number, block in enumerate(band.blocks):
            left = _MARGIN + number % self.columns * self.pitch
            top = self.top + number // self.columns * self.pitch
            for at, cell in enumerate(block):
                if cell.held_bytes:
                    yield left + at % row * self.side / row, top + at // row * self.side / row, cell


def _side(blocks: int) -> int:
    """The largest with which so many blocks are not taller than they should be."""
    fits = (side for side in _SIDES if -(-blocks // _Grid(side, 0).columns) * _Grid(side, 0).pitch <= _TALLEST)
    return next(fits, _SIDES[-1])


def _paths(band: Band, grid: _Grid) -> list[str]:
    """One path for all cells of a level, and one for the marks of an owner: ten elements, however many cells."""
    side = grid.side / band.per_block**0.5
    drawn = side - (1 if side >= 4 else 0)
    mark = max(round(drawn * 0.6), 2) if drawn >= 3 else drawn
    inset = (drawn - mark) / 2
    found: dict[str, list[str]] = {}
    for x, y, cell in grid.places(band):
        found.setdefault(f"l{level(cell)}", []).append(_square(x, y, drawn))
        if cell.owner is not None:
            found.setdefault(f"o{cell.owner}", []).append(_square(x + inset, y + inset, mark))
    return [f'<path class="{name}" d="{"".join(squares)}"/>' for name, squares in sorted(found.items())]


def _square(x: float, y: float, side: float) -> str:
    return f"M{x:g} {y:g}h{side:g}v{side:g}h-{side:g}z"


def _head(found: HeapMap) -> list[str]:
    title = map_title(found)
    return [
        f"<title>{escape(title, quote=False)}</title>",
        f"<style>{_STYLE}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
        _text(_MARGIN, 38, title, "title"),
        _text(_MARGIN, 62, "By address. A block is 1 MB: an arena goes back only when the whole block is empty."),
    ]


def _legend(found: HeapMap) -> tuple[list[str], int]:
    """Swatches with their words, from left to right and in as many lines as it takes; and how many these are."""
    levels = [(f"l{at}", f"{name} live" if at == 0 else name) for at, (_, name) in enumerate(LEVELS)]
    owners = [(f"o{at}", owner_line(one)) for at, one in enumerate(found.owners)]
    parts, line = [], 0
    for entries in filter(None, (levels, owners)):
        line, x = line + 1, _MARGIN
        for name, words in entries:
            width = _SWATCH + 6 + round(_LETTER * len(words))
            if x > _MARGIN and x + width > _WIDTH - _MARGIN:
                line, x = line + 1, _MARGIN
            y = _TOP + _LINE * line - 6
            square = _square(x, y - 10, _SWATCH)
            parts += [f'<path class="{name}" d="{square}"/>', _text(x + _SWATCH + 6, y, words)]
            x += width + 20
    return parts, line


def _text(x: int, y: int, words: str, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<text{kind} x="{x}" y="{y}">{escape(words, quote=False)}</text>'
