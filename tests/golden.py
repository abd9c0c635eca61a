"""Rendered texts that are kept as files, so that a change of a report is seen as it looks.

`SPARSEMEM_UPDATE_GOLDEN=1 python -m pytest tests/report` writes them anew; read the diff before you commit it.
"""

import io
import os
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

FOLDER = Path(__file__).parent / "data" / "golden"
UPDATE = "SPARSEMEM_UPDATE_GOLDEN"


def rendered(write: Callable[[Console], None], width: int, encoding: str = "utf-8") -> str:
    """What `write` puts on a console without colours; raises UnicodeEncodeError where it cannot be put there."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", newline="")
    write(Console(file=stream, width=width, color_system=None, legacy_windows=False, _environ={}))
    stream.seek(0)
    return stream.read()


def check(text: str, name: str) -> None:
    """Compare with the file called `name`, or write it where that was asked for; ends of lines are not compared."""
    lines = "".join(line.rstrip() + "\n" for line in text.splitlines())
    if os.environ.get(UPDATE):
        (FOLDER / name).write_text(lines, encoding="utf-8")
    assert lines == (FOLDER / name).read_text(encoding="utf-8"), f"{name} differs; {UPDATE}=1 writes it anew"
