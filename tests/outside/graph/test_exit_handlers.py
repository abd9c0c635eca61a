"""What `atexit` has registered is its own, in every interpreter that is here."""

import pytest

from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start, fixed_interpreters, interpreters

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


@pytest.mark.parametrize("python", [*interpreters(), *fixed_interpreters()])
def test_they_hold_what_they_were_registered_with(start: Start, python: str) -> None:
    survey = take_survey(open_view(open_source(start(HANDLERS, python=python).pid)))
    live = sum(row.live_bytes for row in survey.live.owners if row.path[:1] == ("exit handlers",))
    assert live == pytest.approx(COUNT * SIZE, rel=0.2)
