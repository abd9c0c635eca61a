"""The end of the last line: the interpreter joins the threads by calling `threading._shutdown`, then comes atexit.

It calls what `sys.modules` holds under that name, and nothing where `threading` was never imported. To import it on
the target's behalf would bring ten modules more, hide modules of the target's own with their names, and run Python
code at the end of a program that may have broken what that code needs. So a stand-in with the one function holds
the place, and becomes the true module, found on the path of that time, when somebody imports it.
"""

from __future__ import annotations

import sys
from _frozen_importlib import _exec, _find_spec  # type: ignore[attr-defined]
from _functools import partial  # type: ignore[import-not-found]

from .quiet import in_turn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
else:
    ModuleType = type(sys)


def at_shutdown(action: Callable[[], object]) -> None:
    """Have `action` called when the last line is done and the threads are joined; it must be made of C functions."""
    threading = sys.modules.get("threading")
    if threading is None:
        sys.modules["threading"] = _stand_in(action)
    else:
        _append(threading, action)


def _append(threading: ModuleType, action: Callable[[], object]) -> None:
    # A module of the target's own with this name has nothing that would be called.
    if hasattr(threading, "_shutdown"):
        threading._shutdown = in_turn(threading._shutdown, action)  # type: ignore[attr-defined]


def _stand_in(action: Callable[[], object]) -> ModuleType:
    """A module that an import turns into the true one: the import system asks a module that is there for its spec."""

    def become(frames: object = None) -> object:
        threading.__class__ = ModuleType
        threading.__dict__.clear()
        try:
            _exec(_find_spec("threading", None), threading)
        except BaseException:
            sys.modules.pop("threading", None)
            raise
        _append(threading, action)
        return threading.__spec__

    class StandIn(ModuleType):
        # The interpreter asks as well, at its end, where no frame is left: it gets the stand-in for an answer, which
        # is as good as a spec for what it wants to know. C functions find that out, unseen by a trace function.
        __spec__ = property(partial(next, map(become, iter(sys._current_frames, {}))))

        def __getattr__(self, name: str) -> object:
            # Names with underscores are asked for by those who look through all modules.
            if name.startswith("__"):
                raise AttributeError(name)
            become()
            return getattr(self, name)

    threading: ModuleType = StandIn("threading")
    threading.__dict__.clear()
    threading.__dict__.update(__name__="threading", _initializing=False, _shutdown=action)
    return threading
