"""Who holds the live heap, in sentences: at, just under and just over the bounds of what is told."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.ruling.live_looks import grown_by
from sparsemem.model import Finding, Heap, HeapOwner, MappedMemory
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


@pytest.mark.parametrize(("size", "is_told"), [(MB, True), (MB - 1, False)])
def test_who_has_less_than_a_hundredth_is_not_told(size: int, is_told: bool) -> None:
    assert ("app.small" in tell_holders(heap("app.small", size))[0]) == is_told


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


@pytest.mark.parametrize(("size", "is_told"), [(10 * MB, True), (10 * MB - 1, False)])
def test_what_is_mapped_beside_the_heap(size: int, is_told: bool) -> None:
    mapped = (MappedMemory("app.PAGES", 3, 40 * MB, size, 0, size),)
    told = tell_holders(replace(heap("app.cache", 20 * MB), mapped=mapped))
    said = ["Beside the heap 10.0 MB are mapped and resident, held by: app.PAGES 10.0 MB (3 of mmap.mmap)."]
    assert told[1:] == (said if is_told else [])
    assert tell_holders(replace(heap("app.cache", 20 * MB, of=101 * MB), mapped=mapped))[1:] == []


def test_files_that_are_mapped_are_told_apart() -> None:
    mapped = (
        MappedMemory(None, 1, 90 * MB, 60 * MB, 60 * MB, 0),
        MappedMemory("app.PAGES", 2, 40 * MB, 30 * MB, 0, 0),
        MappedMemory("app.small", 2, 1 * MB, 1 * MB, 0, 0),
    )
    assert tell_holders(replace(heap("app.cache", 20 * MB), mapped=mapped))[1:] == [
        "Beside the heap 91.0 MB are mapped and resident, 60.0 MB of it files that the kernel can drop, held by: "
        "(no owner found) 60.0 MB (1 of mmap.mmap); app.PAGES 30.0 MB (2 of mmap.mmap)."
    ]
