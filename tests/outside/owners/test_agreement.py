"""What a process says of its own objects, and what is read from outside: the same types in the same arenas."""

import subprocess
from collections import Counter

import numpy as np
import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.live_heap.heap_survey import take_survey
from tests.outside.children import Start, interpreters
from tests.outside.kept import read_kept

OWN = """
import collections, os
class Plain:
    def __init__(self, i):
        self.i = i
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self, i):
        self.a = self.b = i
class Pair(tuple): pass
class Text(str): pass
rows = [(Plain(i), Slots(i), Pair((i, i)), Text(i), complex(i, 1), bytearray(3)) for i in range(40_000)]
rows = rows[::3]
memory = os.open('/proc/self/mem', os.O_RDONLY)
headers = {}
def arena(address):
    # The index of its arena stands at 32 in the header of a pool.
    pool = address & ~0x3fff
    if pool not in headers:
        headers[pool] = int.from_bytes(os.pread(memory, 4, pool + 32), 'little')
    return headers[pool]
found = collections.Counter((arena(id(one)), type(one).__name__) for row in rows for one in row)
EXTRA = [[*key, count] for key, count in found.items()]
"""
HOSTILE = """
import sys, threading, types, weakref
CALLS = []
def called(name):
    def method(self, *args, **kwargs):
        CALLS.append(name)
        raise RuntimeError(name)
    return method
NAMES = '''__repr__ __str__ __bytes__ __hash__ __eq__ __len__ __iter__ __next__ __getattr__ __sizeof__ __bool__
__contains__ __getitem__ __reduce__ __reduce_ex__ __dir__ __index__ __int__ __format__ __call__'''.split()
Hostile = type('Hostile', (), {name: called(name) for name in NAMES})
class Liar:
    __class__ = property(lambda self: dict)
class Meta(type):
    __getattribute__ = lambda cls, name: type.__getattribute__(cls, name)
    __instancecheck__ = __subclasscheck__ = called('check')
class Odd(metaclass=Meta):
    __slots__ = ('a',)
class HostileDict(dict): pass
for name in ('__getitem__', '__iter__', '__len__', 'keys', 'items'):
    setattr(HostileDict, name, called(name))
HALF = [Hostile.__new__(Hostile) for _ in range(1000)], [object.__new__(Odd) for _ in range(1000)]
LIARS = [Liar() for _ in range(1000)]
DICTS = [HostileDict(a=1) for _ in range(500)]
PROXIES = [weakref.proxy(one) for one in LIARS[:500]]
MAPPINGS = [types.MappingProxyType({i: i}) for i in range(500)]
def forever():
    kept = [0] * 100
    while True:
        yield kept
RUNNING = [forever() for _ in range(200)]
for one in RUNNING:
    next(one)
CYCLE = []
CYCLE.append(CYCLE)
DEEP = []
for _ in range(300):
    DEEP = [DEEP]
STOP = threading.Event()
def work():
    # Changes all the time, and leaves the processor to its reader in between.
    while not STOP.wait(0.002):
        rows = [{'id': i, 'text': str(i)} for i in range(2000)]
THREADS = [threading.Thread(target=work, daemon=True) for _ in range(2)]
for thread in THREADS:
    thread.start()
sys.stdout.write('ready\\n')
sys.stdout.flush()
sys.stdin.readline()
STOP.set()
for thread in THREADS:
    thread.join()
sys.stdout.write(f'{len(CALLS)} calls\\n')
"""


@pytest.mark.parametrize("python", interpreters())
def test_types_in_each_arena(start: Start, python: str) -> None:
    child = start(OWN, python)
    survey = take_survey(open_view(open_source(child.pid)))
    own = {(arena, name): count for arena, name, count in child.extra}
    numbering, kinds = survey.graph.numbering, survey.graph.kinds
    arena = np.repeat(numbering.pools.arena_index, np.diff(numbering.first))
    number = kinds.type[survey.graph.kind[: len(numbering)]]
    wanted = {
        number: known.name for number, known in enumerate(kinds.types) if known.name in {name for _, name in own}
    }
    mine = np.isin(number, list(wanted))
    seen = Counter((int(a), wanted[int(n)]) for a, n in zip(arena[mine], number[mine], strict=True))
    for key in (key for key in own.keys() | seen.keys() if key[1] in ("Plain", "Slots", "Pair", "Text")):
        # An object that the program had not in its list can be alive as well.
        assert own.get(key, 0) <= seen[key] <= own.get(key, 0) + 2, key
    # The interpreter has some of these of its own.
    for name in ("complex", "bytearray"):
        assert 0 <= sum(n for key, n in seen.items() if key[1] == name) - 13_334 < 50


@pytest.mark.parametrize("python", interpreters())
def test_hostile_objects_are_never_called(python: str) -> None:
    with subprocess.Popen([python, "-c", HOSTILE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        for _ in range(3):
            kept = read_kept(child.pid, values=True)
            assert kept.owners
        out, _ = child.communicate("\n")
        assert (out, child.returncode) == ("0 calls\n", 0)
