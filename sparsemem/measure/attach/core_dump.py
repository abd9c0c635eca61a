"""What the core file of a killed process tells: the same look and types as of a living one."""

from pathlib import PurePosixPath

from sparsemem.errors import InputError
from sparsemem.measure.attach.running_process import Attached, observe, runs_python, tell_owned
from sparsemem.model import RunningTarget
from sparsemem.outside.core_reading import Core, open_core, read_core
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import make_heap_reading

_NOT_HELD = "A core holds no pages of files and tells nothing of swap: RSS here is what it holds."
_NO_HOLES = (
    "The core was copied without its holes, or written by gdb: pages of zeros are taken not to have been resident."
)


def attach_core(path: str, asked: Asked) -> Attached:
    """Looks into the core file at `path`.

    Raises InputError where it is no core of a 64-bit process, was cut off, or is of no Python process.
    """
    core = open_core(path)
    reading = read_core(core)
    if not runs_python(reading):
        raise InputError(f"{path} is the core of {core.command or 'a process'}, which ran no Python")
    found = make_heap_reading(core.source, asked)
    target = RunningTarget(core.pid, core.command, reading.identity.python_version)
    observation = observe(target, [(0.0, reading)], found)
    told = (*reading.identity.limits, *tell_owned(found), _NOT_HELD, *_doubts(core))
    return Attached(observation, told, heap_map=found.heap_map, way=found.way)


def _doubts(core: Core) -> list[str]:
    doubts = [] if core.has_holes else [_NO_HOLES]
    missing = [name for path in core.missing if ".so" in (name := PurePosixPath(path).name) or "python" in name]
    if missing:
        doubts.append(
            f"Not here as the process had it: {', '.join(missing)}; names of types that it holds are unknown."
        )
    return doubts
