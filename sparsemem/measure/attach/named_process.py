"""The process that was named: its command, its script, and why it cannot be looked at."""

import re
from pathlib import Path, PurePosixPath

import psutil

from sparsemem.errors import InputError
from sparsemem.measure.program.module_file import find_module_file
from sparsemem.outside.memory.runtime_identity import READ_VERSIONS

_KTHREADD = 2
"""The process id of the thread of the kernel that starts all others."""
_PYTHON_2 = re.compile(r"(?:lib)?python(2\.\d+)(?:\.so.*)?")


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


def read_begin(pid: int) -> float | None:
    """When a process was started, in seconds of the clock (Unix); None where it is gone."""
    try:
        return psutil.Process(pid).create_time()
    except (psutil.Error, ValueError, OverflowError):
        return None


def find_script(pid: int) -> Path | None:
    """The file that a process runs as its main one, by its command line and its working directory; None where there
    is none, or where the process is gone."""
    try:
        process = psutil.Process(pid)
        words, folder = process.cmdline()[1:], Path(process.cwd())
        main = next((at for at, word in enumerate(words) if word == "-m" or word.endswith(".py")), len(words))
        if words[main : main + 1] == ["-m"]:
            return find_module_file(words[main + 1], [folder]) if words[main + 1 :] else None
        path = folder.joinpath(*words[main : main + 1])
        return path if path.is_file() else None
    except (psutil.Error, OSError, ValueError):
        return None


def _is_kernel_thread(process: psutil.Process) -> bool:
    """Threads of the kernel are children of kthreadd, which is process 2, and have no command line."""
    in_kernel = process.pid == _KTHREADD or process.ppid() == _KTHREADD
    return in_kernel and psutil.LINUX and not process.cmdline()


def refusal(pid: int, command: str) -> InputError:
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
