"""Private memory that no allocator knows of: whose maps it is, at, just under and just over the bounds."""

import pytest

from asking import ask
from sparsemem.diagnose.rules import foreign_memory
from sparsemem.model import Finding, Heap, MappedMemory
from sparsemem.units import MB
from sweeps import moment, run, sweep


def found(*mapped: MappedMemory) -> Finding:
    """The finding on 100 MB of 200 MB, with what objects have mapped."""
    heap = Heap(1, MB, None, None, 1.0, (), (), mapped=mapped)
    runs = (run(scale, end=moment(200 * MB, unattributed=25 * MB * scale)) for scale in (1, 2, 4))
    finding = ask(foreign_memory, sweep(*runs), heap=heap)
    assert finding is not None
    assert (finding.code, finding.bytes) == ("SM105", 100 * MB)
    return finding


def maps(owner: str | None, private: int) -> MappedMemory:
    return MappedMemory(owner, 2, 90 * MB, 90 * MB, 0, private)


@pytest.mark.parametrize(("size", "subject"), [(80 * MB, "app.PAGES"), (80 * MB - 1, None)])
def test_who_holds_most_of_it_is_named(size: int, subject: str | None) -> None:
    finding = found(maps("app.PAGES", size))
    assert finding.subject == subject
    assert ("Whether it is alive cannot be told" in finding.message) == (subject is None)
    if subject:
        assert "mmap.mmap objects have mapped it, which app.PAGES (80.0 MB) holds." in finding.message
        assert [one.text for one in finding.remedies] == [
            "Close the maps that app.PAGES holds as soon as they are not needed: mmap.close()."
        ]


@pytest.mark.parametrize(
    ("size", "names"),
    [(20 * MB, "app.A (70.0 MB) and app.B (20.0 MB) hold."), (20 * MB - 1, "app.A (70.0 MB) holds.")],
)
def test_the_second_is_named_where_it_has_much(size: int, names: str) -> None:
    assert names in found(maps("app.B", size), maps("app.A", 70 * MB)).message


def test_maps_without_an_owner_name_nobody() -> None:
    assert found(maps(None, 70 * MB), maps("app.B", 30 * MB)).subject is None


def test_shared_memory_and_files_are_not_it() -> None:
    assert found(maps("app.PAGES", 0)).subject is None
