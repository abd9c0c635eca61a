"""What is said of growth where the verdict is that nothing is wrong."""

from dataclasses import replace

from sparsemem.model import AttachedLook, Attachment, Finding, Heap, HeapOwner, RunningTarget
from sparsemem.report.words.quiet_growth import tell_quiet_growth
from sparsemem.units import MB
from sweeps import moment

OWNER = HeapOwner("app.SEEN", ("str",), 100, 5 * MB, 5 * MB, 3 * MB, 90, type="set")
HEAP = Heap(100, 13 * MB, None, None, 1.0, (OWNER,), (), growth_bytes=4 * MB, growth_seconds=12.0)


def seen(*sizes: int, findings: tuple[Finding, ...] = (), heap: Heap | None = HEAP) -> Attachment:
    looks = tuple(AttachedLook(float(at), moment(size)) for at, size in enumerate(sizes))
    return Attachment(RunningTarget(1, "python a.py", "3.11.7"), looks, (), heap, None, "healthy", findings)


def test_what_rose_to_the_last_is_told_with_who_has_it() -> None:
    (line,) = tell_quiet_growth(seen(10 * MB, 11 * MB, 12 * MB, 13 * MB))
    assert line.startswith("`app.SEEN` (set of str) grew by 3.0 MB of 4.0 MB in 12 s")
    assert "--seconds 60" in line


def test_without_owners_the_size_is_told() -> None:
    (line,) = tell_quiet_growth(seen(10 * MB, 11 * MB, 12 * MB, 13 * MB, heap=None))
    assert line.startswith("The live heap grew by 3.0 MB within 3.0 s.")


def test_a_note_is_told_in_its_words() -> None:
    note = Finding("SM120", "live heap grows", "note", "It grew.", None, None, 6 * MB, {}, ())
    assert tell_quiet_growth(seen(10 * MB, 10 * MB, findings=(note,))) == ["It grew."]


def test_what_is_steady_or_loud_needs_no_word() -> None:
    assert tell_quiet_growth(seen(10 * MB, 13 * MB, 9 * MB, 14 * MB, 10 * MB)) == []
    assert tell_quiet_growth(seen(100 * MB, 101 * MB, 102 * MB, 103 * MB)) == []
    assert tell_quiet_growth(seen(10 * MB, 13 * MB)) == []
    assert tell_quiet_growth(replace(seen(10 * MB, 11 * MB, 12 * MB, 13 * MB), verdict="growing")) == []


def beside(*shared: int, live: int = 0, verdict: str = "sparse") -> Attachment:
    """Looks at a process whose shared memory is of some sizes, and whose live heap grows by `live` each time."""
    moments = [
        moment(10 * MB + at * live, rss=10 * MB + at * live + size, shared=size) for at, size in enumerate(shared)
    ]
    looks = tuple(AttachedLook(float(at), one) for at, one in enumerate(moments))
    return replace(seen(MB), looks=looks, verdict=verdict)


def test_growth_beside_the_heap_is_told_with_its_part() -> None:
    (line,) = tell_quiet_growth(beside(10 * MB, 20 * MB, 30 * MB, 40 * MB))
    assert line.startswith("Within 3.0 s the RSS grew by 30.0 MB, and the live heap by 0 bytes: ")
    assert line.endswith(": most of it is shared memory, 30.0 MB more.")
    assert tell_quiet_growth(beside(10 * MB, 20 * MB, 30 * MB, 40 * MB, verdict="healthy")) == [line]


def test_growth_beside_the_heap_is_not_told_where_it_is_little_or_the_heaps_own() -> None:
    assert tell_quiet_growth(beside(10 * MB, 20 * MB, 30 * MB, 40 * MB, live=11 * MB)) == []
    assert tell_quiet_growth(beside(10 * MB, 11 * MB, 12 * MB, 13 * MB)) == []
    assert tell_quiet_growth(beside(200 * MB, 203 * MB, 206 * MB, 209 * MB)) == []
    assert tell_quiet_growth(beside(10 * MB, 40 * MB, 10 * MB, 40 * MB)) == []
    assert tell_quiet_growth(beside(10 * MB, 20 * MB, 30 * MB)) == []
    assert tell_quiet_growth(beside(10 * MB, 20 * MB, 30 * MB, 40 * MB, verdict="growing")) == []
