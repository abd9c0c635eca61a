"""What `atexit` has registered is its own, in every interpreter that is here."""

from pathlib import Path

import pytest

from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start, interpreters

COUNT, SIZE = 1000, 2000
HANDLERS = f"""
import atexit
class Connection:
    def __init__(self):
        self.buffer = bytes(bytearray({SIZE}))
        atexit.register(self.close)
    def close(self):
        pass
for _ in range({COUNT}):
    Connection()
"""
DEBIAN = Path("/usr/bin/python3")
"""Its code, its data and its first heap lie below 4 GiB: it is not position-independent."""


@pytest.mark.parametrize("python", [*interpreters(), *([str(DEBIAN)] if DEBIAN.exists() else [])])
def test_they_hold_what_they_were_registered_with(start: Start, python: str) -> None:
    survey = take_survey(open_view(open_source(start(HANDLERS, python=python).pid)))
    live = sum(row.live_bytes for row in survey.live.owners if row.path[:1] == ("exit handlers",))
    assert live == pytest.approx(COUNT * SIZE, rel=0.2)
