"""What goes up and comes down, or goes up to a bound, is no leak: after some seconds of looking nobody is alarmed,
while a leak that runs in the same way is told."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from leaks.innocents import DRIVER, HEAD, INNOCENT
from sparsemem.diagnose.conclusions.attachment_diagnosis import diagnose_attachment
from sparsemem.measure.attach.running_process import attach_process
from sparsemem.model import Attachment
from sparsemem.outside.heap_findings import Asked

SECONDS, TRIES = 4.0, 4
LEAK = """
HELD = []
def step(): HELD.extend("x" * 2000 + str(next(numbers)) for at in range(60))
"""


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[str, Attachment]]:
    """All of them, looked at together."""
    children = {
        name: subprocess.Popen([sys.executable, "-c", HEAD + program + DRIVER], stdout=subprocess.PIPE, text=True)
        for name, program in INNOCENT.items()
    }
    for child in children.values():
        assert child.stdout is not None
        child.stdout.readline()

    def look(child: "subprocess.Popen[str]") -> Attachment:
        return diagnose_attachment(attach_process(child.pid, SECONDS, Asked()).observation)

    with ThreadPoolExecutor(len(children)) as pool:
        yield dict(zip(children, pool.map(look, children.values()), strict=True))
    for child in children.values():
        child.kill()
        child.communicate()


@pytest.mark.parametrize("name", INNOCENT)
def test_nobody_is_alarmed(seen: dict[str, Attachment], name: str) -> None:
    found = seen[name]
    assert found.heap is not None
    assert found.heap.growth_seconds
    loud = [one.message for one in found.findings if one.code in ("SM120", "SM121") and one.loud]
    assert not loud
    assert found.verdict != "growing"


def test_the_leak_that_runs_in_the_same_way_is_told() -> None:
    """On a busy machine it grows more slowly, and is looked at for longer."""
    line = [sys.executable, "-c", HEAD + LEAK + DRIVER]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            for at in range(TRIES):
                found = diagnose_attachment(attach_process(child.pid, SECONDS * 2**at, Asked()).observation)
                if loud := [one for one in found.findings if one.code == "SM120" and one.loud]:
                    break
        finally:
            child.kill()
    assert [one.subject for one in loud] == ["__main__.HELD"]
    assert found.verdict == "growing"
