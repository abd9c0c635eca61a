"""Where a lesson stands, and how large its data are."""

import os
import shutil
import sys
from pathlib import Path
from typing import TypeVar

from IPython import get_ipython

Of = TypeVar("Of")
ROOT = Path(__file__).resolve().parents[2]
SIZE = "SPARSEMEM_LESSON"
"""The environment variable that chooses the size: `small`, as in the continuous integration, or `full`."""
_SCRATCH = "notebooks/scratch"


def begin() -> None:
    """Stand in the root of the repository, as the commands of the README do, and have the magics."""
    os.chdir(ROOT)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    get_ipython().run_line_magic("load_ext", "sparsemem")


def at_size(small: Of, full: Of) -> Of:
    """One of the two, by the environment: small where nothing is said."""
    return full if os.environ.get(SIZE, "small") == "full" else small


def pick(name: str, small: int, full: int) -> int:
    """The same with a line that tells what was chosen."""
    chosen = at_size(small, full)
    print(f"{name}: {chosen:,} ({SIZE}={os.environ.get(SIZE, 'small')})")
    return chosen


def scratch(name: str) -> str:
    """A path for a file or folder of a lesson, as seen from the root; what stood there is deleted."""
    path = Path(_SCRATCH, name)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.as_posix()
