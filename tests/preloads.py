"""Allocators that can be preloaded in malloc's place, where their packages are installed."""

from pathlib import Path

import pytest

_FILES = {
    "jemalloc": ("libjemalloc.so.2", "libjemalloc2"),
    "tcmalloc": ("libtcmalloc_minimal.so.4", "libtcmalloc-minimal4"),
    "mimalloc": ("libmimalloc.so.2.0", "libmimalloc2.0"),
}
NAMES = tuple(_FILES)


def library(name: str) -> str:
    """The path of the library; the test is skipped where it is not installed."""
    file, package = _FILES[name]
    found = sorted(Path("/usr/lib").glob(f"*/{file}"))
    if not found:
        pytest.skip(f"{name} is not installed (Debian has it as {package})")
    return str(found[0])
