"""The name of what grows, in the sentence of SM120, on programs that leak."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from leaks.programs import LEAKS
from sparsemem.diagnose.holders.growers import find_grower
from sparsemem.outside.heap_reading import Asked, read_first, read_heap_of_process

DRIVER = """
import sys
print("ready", flush=True)
for line in sys.stdin:
    for _ in range(int(line)): step()
    print("done", flush=True)
"""


class Leaking:
    """A program that takes a step when it is told to."""

    def __init__(self, program: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", program + DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = self._child.pid
        self._expect("ready")

    def step(self, times: int) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(f"{times}\n")
        self._child.stdin.flush()
        self._expect("done")

    def _expect(self, word: str) -> None:
        assert self._child.stdout is not None
        assert self._child.stdout.readline().strip() == word

    def stop(self) -> None:
        self._child.kill()
        self._child.communicate()


@pytest.fixture
def leaking(request: pytest.FixtureRequest) -> Iterator[Leaking]:
    child = Leaking(request.param)
    yield child
    child.stop()


@pytest.mark.parametrize(
    ("leaking", "name"), [(program, name) for name, program in LEAKS.values()], ids=list(LEAKS), indirect=["leaking"]
)
def test_what_grows_is_named(leaking: Leaking, name: str) -> None:
    leaking.step(1)
    before = read_first(leaking.pid)
    assert before is not None
    leaking.step(4)
    heap = read_heap_of_process(leaking.pid, Asked(), before.held).heap
    assert heap is not None
    grown = heap.live_bytes - before.heap.live_bytes
    assert grown > 1_500_000
    grower = find_grower(heap, grown)
    assert grower is not None
    assert name in (grower.owner or "")
    assert (grower.growth_bytes or 0) >= 0.9 * grown
