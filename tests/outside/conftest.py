"""Child processes whose memory is known."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.outside.children import REPORT, Child, Start, wait_until_it_sleeps


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a child that runs a program, reports, and then waits until the test is over."""
    running: list[subprocess.Popen[str]] = []

    def begin(program: str, python: str = sys.executable, **environment: str) -> Child:
        child = subprocess.Popen(
            [python, "-c", program + REPORT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        running.append(child)
        assert child.stdout is not None
        said = json.loads(child.stdout.readline())
        wait_until_it_sleeps(said["pid"])
        return Child(said["pid"], said["pymalloc"], said["malloc"], said["extra"])

    yield begin
    for child in running:
        child.communicate()
