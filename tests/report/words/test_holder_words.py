"""Who holds the live heap, in sentences: at, just under and just over the bounds of what is told."""

import pytest

from sparsemem.diagnose.ruling.live_looks import grown_by
from sparsemem.model import Finding, Heap, HeapOwner
from sparsemem.report.words.holder_words import tell_holders
from sparsemem.units import MB

OUT = "__main__.Out"


def heap(owner: str, size: int, of: int = 100 * MB) -> Heap:
    one = HeapOwner(owner, ("bytes",), 9, size, size, entries=3)
    rest = HeapOwner("app.rows", ("str",), 9, of - size, of - size, type="list")
    return Heap(18, of, None, None, 1.0, (one, rest), ())


def finding(subject: str | None) -> Finding:
    return Finding("SM120", "live heap grows", "warning", "It grows.", subject, None, MB, {}, ())


@pytest.mark.parametrize(("size", "is_told"), [(25 * MB, True), (25 * MB - 1, False)])
def test_what_to_do_about_a_large_holder_by_design(size: int, is_told: bool) -> None:
    told = tell_holders(heap(OUT, size))
    assert len(told) == 1 + is_told
    assert told[-1].startswith(f"{OUT}: IPython keeps") == is_told


@pytest.mark.parametrize(("subject", "lines"), [(OUT, 1), ("app.rows", 2), (None, 2)])
def test_it_is_said_once(subject: str | None, lines: int) -> None:
    assert len(tell_holders(heap(OUT, 60 * MB), [finding(subject)])) == lines


def test_of_many_names_it_is_said_how_many_they_are() -> None:
    told = tell_holders(heap("settings.*", 60 * MB))
    assert told == ["Live heap, held by: settings.* (3 variables) 60.0 MB (60 %); app.rows (list) 40.0 MB (40 %)."]
    grower = HeapOwner("settings.*", ("str",), 9, MB, MB, MB, 9, entries=1200, growth_entries=600)
    told_growth = grown_by(grower, 2 * MB, 10.0)
    assert (
        told_growth
        == "`settings.*` (1,200 variables of str) grew by 1.0 MB of 2.0 MB in 10 s, 60 variables a second."
    )
