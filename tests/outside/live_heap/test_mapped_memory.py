"""What objects of real processes have mapped, against what was mapped and written to."""

from pathlib import Path

import pytest

from sparsemem.model import MappedMemory
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_heap_of_process
from tests.outside.children import Start, interpreters

PAGE = 4096
PROGRAM = """
import mmap
PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
class Pages:
    def __init__(self):
        self.kept = [mmap.mmap(-1, 3_000_001, flags=PRIVATE) for _ in range(4)]
class Own(mmap.mmap):
    pass
PAGES = Pages()
for at, one in enumerate(PAGES.kept):
    one.write(b"x" * (at * 700_000))
SHARED = mmap.mmap(-1, 5_000_000)
SHARED.write(b"x" * 2_000_000)
HEIR = Own(-1, 1_000_000)
HEIR.write(b"x" * 1_000_000)
CLOSED = mmap.mmap(-1, 6_000_000)
CLOSED.write(b"x" * 6_000_000)
CLOSED.close()
"""
FILE = """
import mmap
with open({path!r}, "r+b") as file:
    INDEX = mmap.mmap(file.fileno(), 0)
total = sum(INDEX[at] for at in range(0, len(INDEX), 4096))
"""


def mapped_in(pid: int) -> dict[str | None, MappedMemory]:
    heap = read_heap_of_process(pid, Asked()).heap
    assert heap is not None
    assert heap.mapped is not None
    return {one.owner: one for one in heap.mapped}


def whole_pages(size: int) -> int:
    return -(-size // PAGE) * PAGE


@pytest.mark.parametrize("python", interpreters())
def test_what_objects_have_mapped_is_told_by_owner(start: Start, python: str) -> None:
    found = mapped_in(start(PROGRAM, python).pid)
    assert found.keys() >= {"__main__.SHARED", "__main__.HEIR"}
    pages = [one for name, one in found.items() if name not in ("__main__.SHARED", "__main__.HEIR")]
    written = sum(whole_pages(at * 700_000) for at in range(4))
    assert sum(one.objects for one in pages) == 4
    assert sum(one.mapped_bytes for one in pages) == 4 * 3_000_001
    # A page that a reader came upon holds zeros, and seems to be there.
    assert sum(one.resident_bytes for one in pages) == pytest.approx(written, abs=4 * PAGE)
    assert sum(one.private_bytes for one in pages) == sum(one.resident_bytes for one in pages)
    shared, heir = found["__main__.SHARED"], found["__main__.HEIR"]
    assert (shared.objects, shared.mapped_bytes, shared.resident_bytes) == (1, 5_000_000, whole_pages(2_000_000))
    assert (heir.mapped_bytes, heir.resident_bytes) == (1_000_000, whole_pages(1_000_000))
    assert sum(one.file_bytes for one in found.values()) == shared.private_bytes == 0


def test_files_that_are_mapped_can_be_dropped(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_bytes(bytes(3_000_000))
    index = mapped_in(start(FILE.format(path=str(path))).pid)["__main__.INDEX"]
    assert (index.objects, index.mapped_bytes, index.private_bytes) == (1, 3_000_000, 0)
    assert index.resident_bytes == whole_pages(3_000_000)
    # Where the folder lies in memory, the kernel cannot drop it.
    assert index.file_bytes in (0, index.resident_bytes)


def test_where_nothing_is_mapped_there_is_no_row(start: Start) -> None:
    assert mapped_in(start("rows = [str(at) for at in range(1000)]").pid) == {}
