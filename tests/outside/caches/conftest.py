"""Children of every interpreter that find cachetools."""

from pathlib import Path

import pytest

cachetools = pytest.importorskip("cachetools")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A folder with cachetools and nothing else, for interpreters that do not have it."""
    (tmp_path / "cachetools").symlink_to(Path(cachetools.__file__).parent)
    return str(tmp_path)
