"""The page of a watched process: from the first second on, with many processes, and when it has ended."""

import re
from dataclasses import replace

import pytest

import sweeps
from sparsemem.live.view.descendant import Descendant
from sparsemem.live.view.drawn_chart import chart_lines, draw_chart
from sparsemem.live.view.looked_at import LookedAt, Sample, grown
from sparsemem.live.view.page_content import page
from sparsemem.model import Heap, HeapOwner
from sparsemem.units import MB

OWNER = HeapOwner("__main__.<ORDERS>", ("dict",), 10, 2 * MB, 3 * MB)


def seen(samples: int = 20, processes: int = 1) -> LookedAt:
    one = LookedAt(7, "python <service>.py")
    one.samples = [Sample(float(at), (50 + at) * MB, None, 90 * MB, processes) for at in range(samples)]
    one.moments = [(0.5, sweeps.moment(40 * MB, malloc_free=10 * MB))] if samples else []
    return one


def test_before_anything_is_seen() -> None:
    told = page(seen(0))
    assert "nothing is seen yet" in told
    assert "<svg" not in told


def test_names_of_the_program_are_no_markup() -> None:
    one = seen()
    one.heap, one.heap_seconds = Heap(10, 4 * MB, None, None, None, (OWNER,), ()), 12.0
    one.owners = grown(one.heap, None)
    told = page(one)
    assert "python &lt;service&gt;.py" in told
    assert "__main__.&lt;ORDERS&gt;" in told
    assert "Who holds the live heap of 4.0 MB, 7.0 s ago" in told
    assert re.search("Where the 40.0 MB of RSS were, 1[89] s ago", told)


def test_a_line_for_each_series_and_the_limit_where_it_is_near() -> None:
    one = seen(processes=3)
    assert list(chart_lines(one)) == ["tree", "rss", "live"]
    assert chart_lines(one)["live"] == [(0.5, 30 * MB), (19.0, 30 * MB)]
    one.limit_bytes = 1_000 * MB
    assert "limit" not in (draw_chart(one) or "")
    one.limit_bytes = 100 * MB
    assert "limit 100 MB" in (draw_chart(one) or "")
    assert list(chart_lines(seen())) == ["rss", "live"]


@pytest.mark.parametrize("samples", [2, 3, 500])
def test_all_points_lie_in_the_picture(samples: int) -> None:
    drawn = draw_chart(seen(samples, 2), 720, 230)
    assert drawn is not None
    numbers = [tuple(map(float, pair.split(","))) for pair in re.findall(r"[\d.]+,[\d.]+", drawn)]
    assert len(numbers) >= 2 * samples
    assert all(0 <= x <= 720 and 0 <= y <= 230 for x, y in numbers)


def test_the_end_and_when_owners_come_are_said() -> None:
    one = seen()
    one.seconds_to_owners = 45.0
    assert "Who holds the live heap is read in 45 s, when our share" in page(one)
    one.reads_owners = True
    assert "is being read" in page(one)
    one.ended, one.trouble = True, "process 7 is gone"
    told = page(one)
    assert "The process has ended." in told
    assert "process 7 is gone" in told


def test_each_descendant_has_a_row() -> None:
    one = seen()
    worker = Descendant(8, "worker", MB)
    one.descendants = tuple(replace(worker, pid=pid) for pid in range(8, 48))
    assert page(one).count(">worker<") == 40
