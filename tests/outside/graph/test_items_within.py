"""What stands in an object behind its fixed part has the owner of the object."""

import sys

import pytest

from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start, interpreters

COUNT, SIZE = 200, 10_000
CAUGHT = f"""
import threading
seen = []
threading.excepthook = seen.append
def work():
    rows = [bytes(bytearray({SIZE})) for _ in range({COUNT})]
    raise ValueError
one = threading.Thread(target=work)
one.start(), one.join()
"""
"""An uncaught exception of a thread keeps the variables of its functions: through a struct sequence."""
HIDDEN = f"""
import os
def made(at):
    return os.stat_result(range(10), dict(st_atime=bytes(bytearray({SIZE})), st_blocks=at))
seen = [made(at) for at in range({COUNT})]
"""
"""Items that have a name only, and no place among the others."""
TRIE = f"""
import immutables
seen = immutables.Map((f"key {{at}}", bytes(bytearray({SIZE}))) for at in range({COUNT}))
"""
"""Nodes of a type in C that is not known, with as many references as they have children."""


def live_bytes(start: Start, program: str, python: str) -> int:
    """What `seen` holds."""
    survey = take_survey(open_view(open_source(start(program, python=python).pid)))
    return sum(row.live_bytes for row in survey.live.owners if row.path[:1] == ("__main__.seen",))


@pytest.mark.parametrize("program", [CAUGHT, HIDDEN], ids=["caught", "hidden"])
@pytest.mark.parametrize("python", interpreters())
def test_of_a_struct_sequence(start: Start, program: str, python: str) -> None:
    assert live_bytes(start, program, python) == pytest.approx(COUNT * SIZE, rel=0.05)


def test_of_a_type_that_is_not_known(start: Start) -> None:
    pytest.importorskip("immutables", reason="immutables is not installed: pip install 'sparsemem[test]'")
    assert live_bytes(start, TRIE, sys.executable) == pytest.approx(COUNT * SIZE, rel=0.05)
