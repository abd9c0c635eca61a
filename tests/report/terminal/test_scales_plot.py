"""The plot of the widening gap."""

import io
import itertools

import pytest
from rich.console import Console

from golden import rendered
from sparsemem.report.terminal.scales_plot import Point, sweep_plot
from sparsemem.units import MB

WIDENING = [Point(scale, 10 * MB, 100 * MB * scale, 110 * MB * scale) for scale in (1, 2, 3, 4)]


def plotted(points: list[Point], width: int = 80, encoding: str = "utf-8") -> list[str]:
    """The lines; none where there is no plot."""

    def write(console: Console) -> None:
        plot = sweep_plot(points, console)
        if plot is not None:
            console.print(plot)

    return [line.rstrip() for line in rendered(write, width, encoding).splitlines()]


def area(lines: list[str], side: str = "│") -> list[str]:
    return [line.partition(side)[2] for line in lines if side in line]


def test_the_gap_widens_above_what_is_alive() -> None:
    rows = area(plotted(WIDENING))
    assert len(rows) == 8
    gaps = ["".join(column).count("▒") for column in itertools.zip_longest(*rows, fillvalue=" ")]
    assert gaps == sorted(gaps)
    assert gaps[0] <= 1
    assert gaps[-1] >= 6
    assert set(rows[-1]) <= set("▁▂")


def test_sizes_and_scales_stand_at_the_axes() -> None:
    lines = plotted(WIDENING)
    assert lines[1].startswith("  440 MB │")
    assert lines[5].startswith("  220 MB │")
    assert lines[-2].split() == ["1x", "2x", "3x", "4x"]


def test_scales_stand_at_their_places() -> None:
    points = [Point(scale, MB, 10 * MB, 20 * MB) for scale in (1, 2, 10)]
    first, second, last = (plotted(points)[-2].index(name) for name in ("1x", "2x", "10x"))
    assert (second - first) / (last - first) == pytest.approx(1 / 9, abs=0.03)


def test_scales_that_would_meet_are_left_out() -> None:
    names = plotted([Point(scale, MB, MB, MB) for scale in range(1, 101)])[-2].split()
    assert names[0] == "1x"
    assert names[-1] == "100x"
    assert len(names) < 40


@pytest.mark.parametrize("points", [[], WIDENING[:1], [Point(1, 0, 0, 0), Point(2, 0, 0, 0)]])
def test_nothing_is_drawn_where_there_is_nothing_to_draw(points: list[Point]) -> None:
    assert plotted(points) == []


@pytest.mark.parametrize("width", [1, 10, 26, 27, 40, 80, 300])
def test_no_width_breaks_it(width: int) -> None:
    lines = plotted(WIDENING, width)
    assert bool(lines) == (width >= 27)
    assert max(map(len, lines), default=0) <= width


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_old_encodings_have_signs_of_their_own(encoding: str) -> None:
    lines = plotted(WIDENING, 80, encoding)
    assert ":::" in "".join(area(lines, "|"))
    assert "# live heap  : gap  . files" in lines[0]


@pytest.mark.parametrize(("no_color", "sign"), [(False, "█"), (True, "▒")])
def test_without_colours_the_signs_differ(no_color: bool, sign: str) -> None:
    console = Console(
        file=io.StringIO(), width=80, force_terminal=True, color_system="standard", no_color=no_color, _environ={}
    )
    console.print(sweep_plot(WIDENING, console))
    assert isinstance(console.file, io.StringIO)
    assert f"{sign}{sign}{sign}" in console.file.getvalue()
    assert ("▒" in console.file.getvalue()) == no_color


def test_what_is_alive_is_seen_however_little_it_is() -> None:
    rows = area(plotted([Point(1, 1, MB, MB), Point(2, 1, 1000 * MB, 1000 * MB)]))
    assert set(rows[-1]) == {"▁"}
