"""The collector's state as it is read from outside, against what the process says itself."""

import pytest

from sparsemem.outside import open_source
from sparsemem.outside.garbage.collector_search import collector_of, find_collector
from sparsemem.outside.garbage.collector_state import read_collector
from sparsemem.outside.memory.runtime_identity import Found, identify
from tests.outside.children import Start, interpreters

PROGRAM = """
import gc
gc.set_threshold(901, 11, 12)
for _ in range(3):
    loop = []
    loop.append(loop)
    gc.collect()
if {off}:
    gc.disable()
EXTRA = [gc.isenabled(), gc.get_threshold(), gc.get_stats()]
gc.set_threshold(901, 11, 12)
"""


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("off", [True, False])
def test_settings_and_statistics(start: Start, python: str, off: bool) -> None:
    child = start(PROGRAM.format(off=off), python)
    source = open_source(child.pid)
    version = identify(source.mappings, Found()).python_version

    address = find_collector(source, version)
    assert address is not None
    state = read_collector(source.memory, address, version)

    enabled, thresholds, statistics = child.extra
    assert state is not None
    assert state.enabled == enabled
    assert not state.is_collecting
    assert list(state.thresholds) == thresholds
    assert (state.why_waits(1) == "collector off") == off
    assert state.collections is not None
    assert state.collections[2] == statistics[2]["collections"]
    assert state.collected is not None
    assert state.collected[2] == statistics[2]["collected"] >= 2


MANY = """
import gc
gc.set_threshold(1 << 30)
for number in range(40):
    loop = [[] for _ in range(number)]
    loop.append(loop)
    del loop
    gc.collect(0 if number % 8 else number // 8 % 2 + 1)
EXTRA = gc.get_stats()
"""


@pytest.mark.parametrize("python", interpreters())
def test_counters_after_more_collections_than_a_ring_has(start: Start, python: str) -> None:
    child = start(MANY, python)
    state = collector_of(open_source(child.pid))
    assert state is not None
    for name in ("collections", "collected", "uncollectable"):
        assert list(getattr(state, name)) == [one[name] for one in child.extra], name


COLLECTS = """
import gc, threading, time
begun = threading.Event()
def wait(phase, info):
    begun.set()
    time.sleep(600)
gc.callbacks.append(wait)
threading.Thread(target=gc.collect, daemon=True).start()
begun.wait()
"""


@pytest.mark.parametrize("python", interpreters())
def test_it_is_seen_at_work(start: Start, python: str) -> None:
    state = collector_of(open_source(start(COLLECTS, python).pid))
    assert state is not None
    assert state.is_collecting
