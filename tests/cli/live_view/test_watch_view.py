"""The picture of a watched process at several heights, and keys that come together."""

import io
import os
import sys
from dataclasses import replace

import pytest
from rich.console import Console

import sweeps
from sparsemem.cli.live_view.watch_keys import Keys
from sparsemem.cli.live_view.watch_screen import KEYS, Shown, _head, draw
from sparsemem.live.view.descendant import Descendant
from sparsemem.live.view.looked_at import LookedAt, OwnerRow, Sample
from sparsemem.model import Heap, HeapOwner
from sparsemem.units import MB

HEAP = Heap(1_000, 100 * MB, None, None, None, (), ())
OWNER = HeapOwner("__main__.ORDERS", ("dict",), 10, 2 * MB, 3 * MB)


def seen() -> LookedAt:
    one = LookedAt(7, "python service.py")
    one.samples = [Sample(1.0, 50 * MB, 40 * MB, 50 * MB, 1)]
    one.moments = [(1.0, sweeps.moment(40 * MB, malloc_free=10 * MB, file=MB, shared=MB))]
    one.descendants = tuple(Descendant(pid, "worker", MB) for pid in range(8, 20))
    one.heap, one.heap_seconds = HEAP, 1.0
    one.owners = tuple(OwnerRow(replace(OWNER, owner=f"__main__.ORDERS_{at}"), None) for at in range(100))
    return one


def lines(height: int, shown: Shown) -> list[str]:
    console = Console(file=io.StringIO(), width=100, height=height, color_system=None, _environ={})
    console.print(draw(seen(), shown, console))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@pytest.mark.parametrize("height", [8, 24, 30, 45, 80])
def test_the_last_line_is_for_the_keys_however_much_there_is_above(height: int) -> None:
    picture = lines(height, Shown())
    assert len(picture) == height
    assert picture[-1] == KEYS
    assert picture[0].startswith("process 7")
    assert lines(height, Shown(said="Saved as a.json."))[-1] == "Saved as a.json."


def test_a_low_terminal_has_owners_too() -> None:
    low, high = lines(21, Shown()), lines(45, Shown())
    assert sum("ORDERS_" in line for line in low) == 3
    assert "Descendants, the 2 largest of 12" in low
    assert "Descendants, the 5 largest of 12" in high


def test_the_head_tells_the_pace_only_when_it_is_known() -> None:
    console = Console(width=100, height=30, file=io.StringIO())
    one = seen()
    assert _head(one, Shown()).plain.splitlines()[1] == "watched for 1.0 s  our own use 0.0 % of a core"
    one.samples = [Sample(float(at), 50 * MB, None, 50 * MB, 1) for at in range(20)]
    assert "no clear trend" in _head(one, Shown()).plain
    one.samples = [Sample(float(at), 50 * MB, None, (50 + at) * MB, 1) for at in range(20)]
    assert "3.52 GB an hour" in _head(one, Shown()).plain
    console.print(draw(one, Shown(), console))


def test_what_is_done_is_said_while_it_is_done() -> None:
    one = seen()
    one.reads_owners = True
    console = Console(file=io.StringIO(), width=100, height=24, color_system=None, _environ={})
    console.print(draw(one, Shown(), console))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().splitlines()[-1].startswith("Reading who holds the live heap ...")


def test_a_look_of_before_says_so() -> None:
    one = seen()
    assert one.ledger_title == "Where the 42.0 MB of RSS are"
    one.samples.append(Sample(14.0, 90 * MB, None, 90 * MB, 1))
    assert one.ledger_title == "Where the 42.0 MB of RSS were, 13 s ago"


def test_owners_fill_what_is_left() -> None:
    shown = [sum("ORDERS_" in line for line in lines(height, Shown())) for height in (60, 70, 80)]
    assert shown[1:] == [shown[0] + 10, shown[0] + 20]
    assert lines(60, Shown())[-2].startswith("__main__.ORDERS_")


def test_keys_that_come_together_are_read_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs) as terminal, Keys() as nobody:
        assert nobody.read(0.0) == ""
        monkeypatch.setattr(sys, "stdin", terminal)
        with Keys() as keys:
            os.write(ours, b"s\x1b[B\rp\x1bOA\x1b")
            assert [keys.read(1.0) for _ in range(6)] == ["s", "down", "enter", "p", "up", "escape"]
            assert keys.read(0.0) == ""
    os.close(ours)
