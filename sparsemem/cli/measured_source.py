"""The source of a file that a measurement names."""

from pathlib import Path
from typing import TYPE_CHECKING

from sparsemem.model import Skipped
from sparsemem.source.files import read_source

if TYPE_CHECKING:
    from sparsemem.source.module import Module

_LARGEST = 2_000_000
"""Bytes of a file that is read."""


def read_module(path: Path) -> "Module | None":
    """None where there is no such file, or it is no Python text that can be read."""
    from sparsemem.source.module import Module  # noqa: PLC0415 (few reports name lines)
    from sparsemem.source.text import UnreadableError  # noqa: PLC0415

    try:
        source = read_source(path) if path.is_file() and path.stat().st_size <= _LARGEST else None
        return None if source is None or isinstance(source, Skipped) else Module(source)
    except (OSError, UnreadableError, RecursionError, ValueError):
        return None
