"""Workers of multiprocessing that start as an interpreter of their own (spawn, forkserver) wait for a last look, too,
and those of loky, which joblib has with it.

What comes with the program's environment would reach everything that it starts. So the hook goes into the environment
of these processes alone, where their command line tells that one of both starts them, and takes itself out of it
again before their first line. A fork server hears of nothing itself: its forks do, as those of the target.
"""

from __future__ import annotations

from sys import _getframe

from . import native
from .layout import WORD
from .leaving import Leaving
from .mailbox import Mailbox
from .quiet import quietly
from .shutdown import at_shutdown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_PATH, _MAILBOX = b"PYTHONPATH=", b"SPARSEMEM_WORKER="
_SPAWNED, _FORK_SERVER = b"--multiprocessing-fork", b"from multiprocessing.forkserver import main;"
_LOKY = b"loky.backend.popen_loky_posix"
_STARTERS = ("multiprocessing.util", "loky.backend.fork_exec")
"""The ends of the names of the modules that start workers."""
_COMMAND, _ENVIRONMENT = 0, 5
"""Which arguments of `fork_exec` these are."""


def hear_of_fresh_workers(leaving: Leaving, folder: str, mailbox: str) -> None:
    """From now on; `folder` is that of the hook.

    In the name of multiprocessing and loky `fork_exec` is one of ours; everybody else gets the true one.
    """
    import _posixsubprocess  # noqa: PLC0415 - few programs need it, and it has to stay in `sys.modules`

    # Its own dict must not have it: since 3.14 that is looked into before the class.
    fork_exec: Callable[..., int] = vars(_posixsubprocess).pop("fork_exec")

    def start(*about: Any) -> int:
        if not leaving.is_asked or not _is_worker(about[_COMMAND]):
            return fork_exec(*about)
        leaving.listen()
        before, environment, after = about[:_ENVIRONMENT], about[_ENVIRONMENT], about[_ENVIRONMENT + 1 :]
        if environment is None:
            environment = _inherited_environment()
        return fork_exec(*before, _with_hook(environment, folder.encode(), mailbox.encode()), *after)

    def choose(module: object) -> Callable[..., int]:
        return start if str(_getframe(1).f_globals.get("__name__")).endswith(_STARTERS) else fork_exec

    kind = type("module", (type(_posixsubprocess),), {"fork_exec": property(choose)})
    _posixsubprocess.__class__ = kind


def arm_worker(path: str, folder: str) -> None:
    """In such a process, before its first line."""
    leaving = Leaving(Mailbox(path, is_target=False))
    at_shutdown(quietly(leaving.leave, first=(leaving.note_collector,)))
    leaving.begin_in_worker()
    hear_of_fresh_workers(leaving, folder, path)


def _is_worker(command: Any) -> bool:
    texts = [text if isinstance(text, bytes) else str(text).encode() for text in command]
    return _SPAWNED in texts or any(_FORK_SERVER in text or text.endswith(_LOKY) for text in texts)


def _with_hook(environment: list[bytes], folder: bytes, mailbox: bytes) -> list[bytes]:
    rest = [entry for entry in environment if not entry.startswith(_PATH)]
    old = [entry.removeprefix(_PATH) for entry in environment if entry.startswith(_PATH)]
    return [*rest, _PATH + b":".join(filter(None, [folder, *old])), _MAILBOX + mailbox]


def _inherited_environment() -> list[bytes]:
    """C's, which the program's own table need not be equal to."""
    environ = native.address_of("environ")
    at = native.Pointer.from_address(environ).value if environ else None
    found: list[bytes] = []
    while at and (entry := native.Text.from_address(at).value) is not None:
        found.append(entry)
        at += WORD
    return found
