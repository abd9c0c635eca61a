"""Who holds what hangs below an object that the program made while its heap was read."""

import pytest

from sparsemem.outside.heap_reading import read_owners
from tests.outside.children import Start

PAUSE, COUNT, SIZE = 0.005, 200, 1_000
MOVES = f"""
import threading, time

COUNT = {COUNT}

class desk:
    def __init__(self):
        self.newest = None

    def put(self, payload):
        self.newest = ticket(self.newest, payload)

class ticket:
    def __init__(self, older, payload):
        self.older, self.payload = older, payload

def rows(number):
    return [f"row {{number}}.{{place}}" for place in range({SIZE} if number < COUNT else 1)]

def go_on(move):
    number = 0
    while True:
        move(number)
        number += 1
        if number == COUNT:
            READY.set()
        if number >= COUNT:
            time.sleep({PAUSE})

READY = threading.Event()
"""
OF_MODULE = """
chain = None

def move(number):
    global chain
    chain = ticket(chain, rows(number))

threading.Thread(target=go_on, args=(move,), daemon=True).start()
"""
OF_INSTANCE = """
counter = desk()
threading.Thread(target=go_on, args=(lambda number: counter.put(rows(number)),), daemon=True).start()
"""
LOCAL = f"""
def run():
    chain = None
    for number in range(1 << 60):
        chain = (chain, rows(number))
        if number == COUNT:
            READY.set()
        if number >= COUNT:
            time.sleep({PAUSE})

threading.Thread(target=run, daemon=True).start()
"""


@pytest.mark.parametrize(
    ("program", "owner"),
    [
        (OF_MODULE, "__main__.chain"),
        (OF_INSTANCE, "__main__.counter > desk.newest"),
        (LOCAL, "chain in run"),
    ],
    ids=["a chain of a module", "a list linked at its head", "a local variable"],
)
def test_what_a_new_head_has_from_the_one_before_is_its_names(start: Start, program: str, owner: str) -> None:
    child = start(MOVES + program + "READY.wait()\n")
    for _ in range(2):
        heap = read_owners(child.pid)

        assert heap is not None
        rows = {row.owner: row.retained_bytes for row in heap.owners}
        assert rows.get(owner, 0) > COUNT * SIZE * 56 * 0.95, rows
