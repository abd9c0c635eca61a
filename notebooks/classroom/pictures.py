"""Pictures with axes and units: dark on near-white paper, which is legible in print and on a dark page."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sparsemem.model import Moment

_MB = 1 << 20
_PAPER, _INK, _GRID = "#fbfbf9", "#1c1c1e", "#d9d9d6"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a")
"""Of Okabe and Ito (Color Universal Design, 2008): they remain apart for the colour-blind."""
_HATCHES = ("", "//", "..", "\\\\", "xx", "", "")
"""So that parts remain apart without colour as well."""
_STROKES = ("-", "-", "--", "-.", ":", "-")
"""So that a line is seen that lies under another one."""
_STYLE = {
    "figure.facecolor": _PAPER,
    "axes.facecolor": _PAPER,
    "savefig.facecolor": _PAPER,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _GRID,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": plt.cycler(color=COLOURS),
    "font.size": 11,
    "figure.dpi": 96,
    "hatch.linewidth": 0.6,
}


def draw_lines(title: str, xlabel: str, xs: Sequence[float], lines: Mapping[str, Sequence[float | None]]) -> Figure:
    """Sizes in bytes over something; a single line is named by its axis."""
    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(figsize=(7.5, 3.8), layout="constrained")
        for (name, ys), marker, style in zip(lines.items(), "osD^vP", _STROKES, strict=False):
            axes.plot(xs, [y and y / _MB for y in ys], style, marker=marker, linewidth=2, label=name)
        _label(axes, title, xlabel)
        axes.set_ylabel("MB")
        axes.set_xticks(list(xs))
        axes.margins(y=0.15)
        axes.set_ylim(bottom=0)
        if len(lines) > 1:
            axes.legend(frameon=False)
        else:
            axes.set_ylabel(f"MB of {next(iter(lines))}")
    return _closed(figure)


def draw_course(title: str, xlabel: str, lines: Mapping[str, Sequence[float]], places: Sequence[float]) -> Figure:
    """Sizes in bytes, one after the other from 1 on, with a dashed line at each of some places."""
    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(figsize=(7.5, 3.8), layout="constrained")
        for place in places:
            axes.axvline(place, color=COLOURS[-1], linestyle="--", linewidth=1)
        for (name, ys), style in zip(lines.items(), ("-", "-.", ":"), strict=False):
            axes.plot(range(1, len(ys) + 1), [y / _MB for y in ys], linestyle=style, linewidth=2, label=name)
        _label(axes, title, xlabel)
        axes.set_ylabel("MB")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, loc="lower right")
    return _closed(figure)


def draw_sizes(title: str, groups: Mapping[str, Mapping[str, float]]) -> Figure:
    """Bars of bytes: for each name some measures of the same kind, such as peak and end."""
    measures = list(next(iter(groups.values())))
    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(figsize=(7.5, 0.5 * len(groups) * len(measures) + 1.6), layout="constrained")
        thick = 0.8 / len(measures)
        for place, measure in enumerate(measures):
            sizes = [group[measure] / _MB for group in groups.values()]
            at = [row + (place - (len(measures) - 1) / 2) * thick for row in range(len(groups))]
            bars = axes.barh(at, sizes, thick * 0.9, label=measure, color=COLOURS[place], hatch=_HATCHES[place])
            axes.bar_label(bars, fmt="%.0f", padding=3)
        axes.set_yticks(range(len(groups)), list(groups))
        axes.invert_yaxis()
        axes.margins(x=0.1)
        _label(axes, title, "MB")
        figure.legend(frameon=False, ncols=len(measures), loc="outside lower center")
    return _closed(figure)


def draw_stack(title: str, bars: Mapping[str, Mapping[str, float]]) -> Figure:
    """One bar of bytes for each name, in parts."""
    parts = list(dict.fromkeys(part for bar in bars.values() for part in bar))
    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(figsize=(7.5, 0.6 * len(bars) + 2.1), layout="constrained")
        left = [0.0] * len(bars)
        for place, part in enumerate(parts):
            sizes = [bar.get(part, 0) / _MB for bar in bars.values()]
            look = {"color": COLOURS[place], "hatch": _HATCHES[place], "edgecolor": _PAPER}
            axes.barh(list(bars), sizes, 0.7, left=left, label=part, **look)
            left = [a + b for a, b in zip(left, sizes, strict=True)]
        axes.invert_yaxis()
        _label(axes, title, "MB of RSS")
        axes.legend(frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.35))
    return _closed(figure)


def draw_arena() -> Figure:
    """An arena, one of its pools, and the pages of the same memory, each true to its own scale."""
    rows = (
        ("An arena: 1 MB, 64 pools of 16 kB. It goes back to the system only as a whole.", 1024, 64, {5, 23, 41}),
        ("One of its pools, cut into blocks of 64 bytes. Two of them are alive.", 16, 256, {77, 180}),
        ("The same arena as the system sees it: 256 pages of 4 kB.", 1024, 256, set()),
    )
    with plt.rc_context(_STYLE | {"axes.grid": False}):
        figure, places = plt.subplots(3, 1, figsize=(7.5, 4.4), layout="constrained")
        for axes, (title, size, pieces, alive) in zip(places, rows, strict=True):
            _draw_row(axes, size, pieces, alive)
            axes.set_title(title, loc="left", fontsize=10)
    return _closed(figure)


def _draw_row(axes: Axes, size: int, pieces: int, alive: set[int]) -> None:
    """So many kB in equal pieces, those with something alive coloured."""
    width = size / pieces
    colours = [COLOURS[1] if at in alive else "#dededb" for at in range(pieces)]
    lefts = [at * width for at in range(pieces)]
    axes.bar(lefts, 1, width, align="edge", color=colours, edgecolor=_PAPER, linewidth=0.4)
    axes.set_xlim(0, size)
    axes.set_yticks([])
    axes.set_xlabel("kB from its beginning", fontsize=9)


def ledger_stack(moment: Moment) -> dict[str, float]:
    """A ledger in five parts, for `draw_stack`: they add up to the RSS."""
    ledger = moment.ledger
    assert ledger is not None
    arenas = (ledger.python_free_bytes or 0) + (ledger.python_overhead_bytes or 0)
    live, malloc = moment.live_bytes or 0, ledger.malloc_free_bytes or 0
    files = ledger.file_bytes or 0
    rest = moment.rss_bytes - live - arenas - malloc - files
    return {
        "live heap": live,
        "free, in arenas that something pins": arenas,
        "free, and kept by malloc": malloc,
        "mapped files": files,
        "the rest": rest,
    }


def _label(axes: Axes, title: str, xlabel: str) -> None:
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_xlabel(xlabel)


def _closed(figure: Figure) -> Figure:
    """So that a notebook draws it once, as the value of its cell."""
    plt.close(figure)
    return figure
