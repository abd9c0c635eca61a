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
