"""What is known of whose the owners are that keep free memory."""

from pathlib import Path

from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_heap_of_process
from sparsemem.outside.owners.pinner_records import pinner_records
from tests.outside.children import Start

PROGRAM = """
import sys
sys.path.insert(0, {folder!r})
import installed

class labels:
    kept = dict()

def build(kept):
    rows = [str(number) * 3 for number in range(100_000)]
    for place in range(0, len(rows), 500):
        kept[place] = rows[place]

build(labels.kept)
build(installed.names.kept)
"""


def test_what_a_class_of_the_programs_own_has_is_its_own_however_it_is_written(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "installed.py").write_text("class names:\n    kept = dict()\n")
    child = start(PROGRAM.format(folder=str(folder)))
    pinners = pinner_records(read_heap_of_process(child.pid, Asked()).kept)

    known = {one.owner: one.is_own for one in pinners}
    assert known["labels.kept"] is True
    assert known["names.kept"] is None
