"""Bytecode of a script or a module with changes, compiled by the interpreter that is to run it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

_COMPILER = Path(__file__).parents[2] / "probe" / "recompile.py"


class CompilationError(Exception):
    """A source that the interpreter does not take; the last line of what it said of it."""


def compile_changed(python: str, source: str, into: Path, changes: Sequence[str]) -> None:
    """Write the bytecode of a source with changes, each as `sparsemem/probe/recompile.py` has it. Raises
    CompilationError."""
    line = [python, "-I", "-S", str(_COMPILER), source, str(into), *changes]
    done = subprocess.run(line, capture_output=True, stdin=subprocess.DEVNULL, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise CompilationError(reason[0])
