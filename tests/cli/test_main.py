"""Choosing the command: only what it needs is loaded."""

import subprocess
import sys

import pytest

from commands import ROOT

ASKED = """
import sys
from sparsemem.cli.main import main
status = main({arguments!r})
print(sorted({{"numpy", "psutil", "sparsemem.measure", "sparsemem.outside"}} & sys.modules.keys()))
sys.exit(status)
"""


@pytest.mark.parametrize("arguments", [["explain", "SM201"], ["review", "sparsemem/units.py"]])
def test_commands_that_measure_nothing_load_nothing_that_measures(arguments: list[str]) -> None:
    line = [sys.executable, "-c", ASKED.format(arguments=arguments)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
