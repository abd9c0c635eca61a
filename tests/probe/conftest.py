"""A place for each test to run programs in."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from laboratory import Laboratory, Scan
from sparsemem.measure.run.process_tree import adopt_orphans


@pytest.fixture
def laboratory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Laboratory:
    """A place of its own, without what a development machine may have in its environment."""
    adopt_orphans()
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        monkeypatch.delenv(name)
    return Laboratory(tmp_path)


@pytest.fixture
def scan(laboratory: Laboratory) -> Iterator[Callable[..., Scan]]:
    """Starts scans; those that a failed test left behind are ended."""
    started: list[Scan] = []

    def start(*arguments: str, stdin: int | IO[bytes] = subprocess.DEVNULL) -> Scan:
        started.append(Scan(*arguments, stdin=stdin))
        return started[-1]

    yield start
    for one in started:
        one.end()
