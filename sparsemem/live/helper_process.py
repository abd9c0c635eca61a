"""A helper process that reads this one while this one waits for it.

With Yama's `ptrace_scope` at 1 a process may be read by its parents and by the one that it names itself (prctl(2),
PR_SET_PTRACER; Documentation/admin-guide/LSM/Yama.rst of the kernel): the helper is a child, so it is named.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sparsemem.errors import InputError

_SCOPE = Path("/proc/sys/kernel/yama/ptrace_scope")
_PR_SET_PTRACER = 0x59616D61
"""The kernel's include/uapi/linux/prctl.h."""
_LASTING = [0]
"""The readers that were let for as long as they live, by `let_read`; the kernel knows one at a time."""
_CHILDREN_REFUSED, _ALL_REFUSED = 1, 3
SECONDS: Final = 600.0
"""That a reading may take."""
_CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from sparsemem.live.self_reader import main; main()"


def ask_helper(what: str, seconds: float = SECONDS, pid: int | None = None) -> str:
    """What `self_reader` says of this process, as JSON; `what` is `ledger`, `heap`, `owners` or `pinners`.
    With `pid`, of that process.

    Raises InputError where the kernel does not let a process be read, where the helper fails, or is not done within
    `seconds`.
    """
    refuse_where_none_may_be_read()
    command = [sys.executable, "-P", "-c", _CODE, str(Path(__file__).parents[2]), str(pid or os.getpid()), what]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as helper:
        try:
            with name_readers(helper.pid):
                answer, said = helper.communicate(b"go\n", seconds)
        except subprocess.TimeoutExpired:
            raise InputError(
                f"this process was not read within {seconds:g} s: attach to it from a terminal"
            ) from None
        finally:
            helper.kill()
    if helper.returncode or not answer:
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        raise InputError(f"the helper that reads this process failed: {last[0] if last else 'it said nothing'}")
    return answer.decode()


def refuse_where_none_may_be_read() -> None:
    """Raises InputError where the kernel lets no process be read."""
    if read_scope() >= _ALL_REFUSED:
        raise InputError(
            "the kernel lets no process be read (kernel.yama.ptrace_scope is 3 until the next start): use "
            "sparsemem scan, which measures without reading objects"
        )


@contextlib.contextmanager
def name_readers(pid: int) -> Iterator[None]:
    """Lets a process read this one meanwhile, where the kernel wants to be told."""
    if read_scope() != _CHILDREN_REFUSED:
        yield
        return
    _name_reader(pid)
    try:
        yield
    finally:
        _name_reader(_LASTING[-1])


def read_scope(path: Path = _SCOPE) -> int:
    """Yama's setting; 0, as without Yama, where there is none."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0


def let_read(pid: int) -> None:
    """Lets a child read this process for as long as both live, where the kernel wants to be told."""
    if read_scope() == _CHILDREN_REFUSED:
        _LASTING.append(pid)
        _name_reader(pid)


def _name_reader(pid: int) -> None:
    """Lets a process read this one, or, with 0, none any more."""
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PTRACER, ctypes.c_ulong(pid), 0, 0, 0)
