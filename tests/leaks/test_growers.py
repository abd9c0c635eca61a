"""The name of what grows, in the sentence of SM120, on programs that leak.

Each is looked at between the steps that it takes when it is told to: whatever the machine does beside, what is
seen is the same, and a step counts as a second.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from leaks.programs import LEAKS
from sparsemem.diagnose.conclusions.attachment_diagnosis import diagnose_attachment
from sparsemem.diagnose.ruling.live_looks import LEAST_LOOKS
from sparsemem.measure.attach.running_process import observe
from sparsemem.model import Attachment, RunningTarget
from sparsemem.outside import read_ledger
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_first, read_heap_of_process
from sparsemem.units import parse_size

SENTENCE = re.compile(
    r"`(?P<name>[^`]+)` \((?P<type>[^)]+)\) grew by (?P<part>[\d.]+ [kM]?B) of (?P<whole>[\d.]+ [kM]?B) in "
    r"(?P<seconds>[\d.]+) s(, (?P<pace>[\d,]+) entries a second)?\. "
)
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


def look_at(leaking: Leaking) -> Attachment:
    """As `attach` does, with two steps between two looks: the least of these leaks is then worth a finding."""
    leaking.step(1)
    before = read_first(leaking.pid)
    assert before is not None
    readings = [(0.0, read_ledger(leaking.pid))]
    for second in range(1, LEAST_LOOKS):
        leaking.step(2)
        readings.append((float(second), read_ledger(leaking.pid)))
    found = read_heap_of_process(leaking.pid, Asked(), before.held)
    assert found.heap is not None
    found = replace(found, heap=found.heap.since(before.heap, readings[-1][0]))
    return diagnose_attachment(observe(RunningTarget(leaking.pid, "python", "3"), readings, found))


@pytest.mark.parametrize(
    ("leaking", "name"), [(program, name) for name, program in LEAKS.values()], ids=list(LEAKS), indirect=["leaking"]
)
def test_what_grows_is_named_in_the_first_sentence(leaking: Leaking, name: str) -> None:
    seen = look_at(leaking)
    heap, told = seen.heap, [one.message for one in seen.findings if one.code == "SM120"]
    match = SENTENCE.match("".join(told))
    assert match is not None, told
    assert name in match["name"]
    assert heap is not None
    row = next(one for one in heap.owners if one.owner == match["name"])
    assert heap.growth_bytes is not None
    assert heap.growth_bytes > 1_500_000
    assert (row.growth_bytes or 0) >= 0.9 * heap.growth_bytes
    assert parse_size(match["whole"]) == pytest.approx(heap.growth_bytes, rel=0.1)
    assert parse_size(match["part"]) == pytest.approx(min(row.growth_bytes or 0, heap.growth_bytes), rel=0.1)
    if match["pace"]:
        assert int(match["pace"].replace(",", "")) == round((row.growth_entries or 0) / (LEAST_LOOKS - 1))
