"""What is seen of a process that already runs: look by look, and what keeps its memory."""

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import psutil

from sparsemem.errors import InputError
from sparsemem.measure.attach.counted_collections import CountedCollections
from sparsemem.measure.attach.repeated_looks import Looks, TimedReading
from sparsemem.measure.machine.memory_limits import memory_charge
from sparsemem.measure.machine.platforms import elsewhere, is_read, look_elsewhere
from sparsemem.measure.program.own_modules import modules_of_process, with_own
from sparsemem.model import AttachedLook, HeapMap, HeapStep, Observation, RunningTarget
from sparsemem.outside import KeptMemory, Reading
from sparsemem.outside.heap_reading import Asked, HeapReading, read_first, read_heap_of_process
from sparsemem.outside.memory.runtime_identity import READ_VERSIONS
from sparsemem.outside.owners.pinner_records import pinner_records
from sparsemem.units import format_share

_KTHREADD = 2
"""The process id of the thread of the kernel that starts all others."""
_PYTHON_2 = re.compile(r"(?:lib)?python(2\.\d+)(?:\.so.*)?")
_UNKNOWN = HeapReading(KeptMemory(types=(), coverage=None, sampled=0.0, torn_pools=0), heap_map=None)


@dataclass(frozen=True, slots=True)
class Attached:
    """What was seen, and what a reader has to know beside it, a sentence each."""

    observation: Observation
    notes: tuple[str, ...]
    interrupted: bool = False
    """Whether the looks ended before their time because somebody asked for it."""
    heap_map: HeapMap | None = None
    """None where nobody asked for it, or the process was gone by then."""
    way: tuple[HeapStep, ...] | None = None
    """Why an object is alive, likewise."""


def attach_process(pid: int, seconds: float, asked: Asked) -> Attached:
    """Looks at a process once, or for so many seconds about once a second.

    Raises InputError, saying what would allow it, where it is gone, may not be read, or runs no Python.
    """
    command = read_command(pid)
    if not is_read():
        return Attached(look_elsewhere(pid, command), (elsewhere("the RSS of a process"),))
    asked.tell("where its memory is")
    looks = Looks(pid)
    if not runs_python(looks.last):
        raise _refusal(pid, command)
    if seconds:
        asked.tell("who holds what, to compare with")
    before = read_first(pid) if seconds else None
    counted = CountedCollections(pid) if seconds else None
    looks.begin_again()
    notes = looks.go_on(seconds, asked.tell)
    target = RunningTarget(pid, command, looks.last.identity.python_version)
    try:
        found = read_heap_of_process(pid, asked, before.held if before else None)
    except InputError:
        if len(looks.readings) == 1 and before is None:
            raise
        found = replace(_UNKNOWN, heap=before.heap if before else None)
    if before and found.heap and found.taken is not None:
        heap = found.heap.since(before.heap, found.taken - before.taken)
        found = replace(found, heap=counted.told(heap) if counted else heap)
    seen = observe(target, looks.readings, found, looks.unix_seconds)
    pinners = with_own(seen.pinners, modules_of_process(pid))
    observation = replace(seen, pinners=pinners, charge=memory_charge(pid))
    told = (*notes, *looks.last.identity.limits, *tell_owned(found.kept))
    return Attached(observation, told, looks.interrupted, found.heap_map, found.way)


def observe(
    target: RunningTarget, readings: list[TimedReading], found: HeapReading, begun: float | None = None
) -> Observation:
    """The record of the looks, which began at `begun` by the clock, and of what holds memory after the last one."""
    last = readings[-1][1]
    looks = [
        AttachedLook(seconds, reading.moment, None if begun is None else begun + seconds)
        for seconds, reading in readings
    ]
    moment = last.moment
    if found.heap is None or not found.heap.is_drained:
        moment = moment.with_garbage(found.garbage)
    looks[-1] = replace(looks[-1], moment=moment)
    return Observation(
        target=target,
        looks=tuple(looks),
        pinners=pinner_records(found.kept),
        heap=found.heap.closed_over(moment.ledger) if found.heap else None,
        coverage=found.kept.coverage,
        trimmable_bytes=last.malloc.trimmable_bytes,
        allocator=last.identity.allocator,
    )


def tell_owned(kept: KeptMemory) -> list[str]:
    """How far the owners are known, in a sentence."""
    share = kept.owner_coverage
    if share is None:
        return []
    return [f"The owners of {format_share(share, 1)} of the live bytes in Python's arenas are known."]


def read_command(pid: int) -> str:
    """The command line of a process, or its name where it has none. Raises InputError where there is no such one."""
    try:
        process = psutil.Process(pid)
        if _is_kernel_thread(process):
            raise InputError(
                f"process {pid} ({process.name()}) is a thread of the kernel, which has no memory of its own; name "
                "the process of a Python interpreter"
            )
        return " ".join(process.cmdline()) or process.name()
    except psutil.ZombieProcess:
        raise InputError(f"process {pid} has ended, and its memory is gone; name one that runs") from None
    except (psutil.Error, ValueError, OverflowError):
        raise InputError(f"there is no process {pid} that may be looked at; name one that runs") from None


def find_script(pid: int) -> Path | None:
    """The script that a process runs, by its command line and its working directory; None where there is none, or
    where the process is gone."""
    try:
        process = psutil.Process(pid)
        words = [word for word in process.cmdline()[1:] if word.endswith(".py")]
        path = Path(process.cwd(), words[0]) if words else None
        return path if path is not None and path.is_file() else None
    except (psutil.Error, OSError, ValueError):
        return None


def _is_kernel_thread(process: psutil.Process) -> bool:
    """Threads of the kernel are children of kthreadd, which is process 2, and have no command line."""
    in_kernel = process.pid == _KTHREADD or process.ppid() == _KTHREADD
    return in_kernel and psutil.LINUX and not process.cmdline()


def _refusal(pid: int, command: str) -> InputError:
    """Why a process whose memory was read cannot be told apart, and what to do."""
    who = f"process {pid} ({command[:60]})"
    version = _python_2(pid)
    if version is not None:
        return InputError(
            f"{who} runs Python {version}, whose objects are laid out in another way than those that can be read "
            f"({READ_VERSIONS[0]} to {READ_VERSIONS[-1]}); run the program with one of these to attach to it"
        )
    return InputError(f"{who} runs no Python; name the process of the interpreter itself")


def _python_2(pid: int) -> str | None:
    """The version of a Python 2 that is mapped; None where there is none."""
    try:
        names = [PurePosixPath(mapped.path).name for mapped in psutil.Process(pid).memory_maps()]
    except psutil.Error:
        return None
    return next((match[1] for name in names if (match := _PYTHON_2.fullmatch(name))), None)


def runs_python(reading: Reading) -> bool:
    """Whether an interpreter is mapped, or pools of one are there although it is part of another program."""
    return reading.identity.python_version is not None or reading.python.arenas > 0
