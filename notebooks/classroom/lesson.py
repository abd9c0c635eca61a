"""Where a lesson stands, and how large its data are."""

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import psutil
from IPython import get_ipython

from sparsemem.units import format_size

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


def load_module(path: str) -> ModuleType:
    """A file of a program, as a module: its functions, without its names among those of the lesson."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where a dataclass looks for its own
    spec.loader.exec_module(module)
    return module


def at_size(small: Of, full: Of) -> Of:
    """One of the two, by the environment: small where nothing is said."""
    return full if os.environ.get(SIZE, "small") == "full" else small


def pick(name: str, small: int, full: int) -> int:
    """The same with a line that tells what was chosen, and where it is measured."""
    chosen, memory = at_size(small, full), psutil.virtual_memory().total
    print(f"{name}: {chosen:,} ({SIZE}={os.environ.get(SIZE, 'small')})")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {format_size(memory)} of memory")
    return chosen


def scratch(name: str) -> str:
    """A path for a file or folder of a lesson, as seen from the root; what stood there is deleted."""
    path = Path(_SCRATCH, name)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.as_posix()
