"""The heap map as a picture, in the form in which defragmenters showed disks: a cell is the darker the fuller.

The colours of owners are those that Okabe and Ito chose to remain apart for the colour-blind (Color Universal
Design, 2008); fullness is a scale of greys, so that no answer hangs on a colour alone.
"""

from html import escape

from sparsemem.model import Band, HeapMap
from sparsemem.report.pictures.block_grid import BlockGrid, side_of, square
from sparsemem.report.words.heap_map_words import LEVELS, level, malloc_line, map_title, owner_line, python_line

_WIDTH, _MARGIN, _TOP = 960, 24, 72
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
    side = side_of(sum(len(band.blocks) for _, band in bands), _WIDTH, _MARGIN)
    legend, lines = _legend(found)
    parts, at = legend, _TOP + _LINE * (lines + 1)
    for line, band in bands:
        grid = BlockGrid(side, at + 12, _WIDTH, _MARGIN)
        parts += [_text(_MARGIN, at, line), *_paths(band, grid)]
        at += 12 + grid.height(len(band.blocks)) + 32
    body = "\n".join([*_head(found), *parts])
    size = f'width="{_WIDTH}" height="{at}" viewBox="0 0 {_WIDTH} {at}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>\n{body}\n</svg>\n'


def _paths(band: Band, grid: BlockGrid) -> list[str]:
    """One path for all cells of a level, and one for the marks of an owner: ten elements, however many cells."""
    side = grid.side / band.per_block**0.5
    drawn = side - (1 if side >= 4 else 0)
    mark = max(round(drawn * 0.6), 2) if drawn >= 3 else drawn
    inset = (drawn - mark) / 2
    found: dict[str, list[str]] = {}
    for x, y, cell in grid.places(band):
        found.setdefault(f"l{level(cell)}", []).append(square(x, y, drawn))
        if cell.owner is not None:
            found.setdefault(f"o{cell.owner}", []).append(square(x + inset, y + inset, mark))
    return [f'<path class="{name}" d="{"".join(squares)}"/>' for name, squares in sorted(found.items())]


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
            swatch = square(x, y - 10, _SWATCH)
            parts += [f'<path class="{name}" d="{swatch}"/>', _text(x + _SWATCH + 6, y, words)]
            x += width + 20
    return parts, line


def _text(x: int, y: int, words: str, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<text{kind} x="{x}" y="{y}">{escape(words, quote=False)}</text>'
