"""A family of processes as text."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from golden import check
from sparsemem.model import Process
from sparsemem.report.terminal.family_screen import print_family
from sparsemem.units import MB
from sweeps import moment
from trees import sharing

FAMILY = (
    Process(4243, 4242, "python [worker] --number 1", 130 * MB, moment(120 * MB, python_free_pools=80 * MB)),
    Process(4244, 4242, "python worker 2", 60 * MB, moment(50 * MB, malloc_free=20 * MB, stack=5 * MB)),
    Process(4242, 1, "sh -c serve", None, None),
)


def printed(width: int, *processes: Process) -> list[str]:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_family(processes, console)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines() if line.strip()]


def test_a_line_each_and_their_sum() -> None:
    check("\n".join(printed(80, *FAMILY)), "family-80.txt")


def test_what_they_hold_counted_once_is_said_where_it_is_known_of_all() -> None:
    known = [replace(process, last_sharing=sharing(own=30, shared=20)) for process in FAMILY[:2]]
    assert "count for each; counted once, they hold 80.0 MB (PSS)." in " ".join(printed(90, *known))
    assert "count for each. Not read" in " ".join(printed(90, *known, FAMILY[2]))


@pytest.mark.parametrize("width", [1, 40])
def test_no_width_breaks_it(width: int) -> None:
    assert max(map(len, printed(width, *FAMILY))) <= width


def test_where_nothing_is_known_there_is_no_sum() -> None:
    (together,) = (line for line in printed(80, FAMILY[2]) if "together" in line)
    assert together.split() == ["?", "?", "?", "?", "?", "together"]
