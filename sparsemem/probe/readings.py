"""What the process says of itself at a moment: the raw text of its allocators, which the parent parses."""

from __future__ import annotations

import os
import sys
from sys import modules

from . import mallocs, native
from .layout import TEXT
from .mailbox import Mailbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_fmemopen = native.function("fmemopen", result=native.Pointer)
_ftell = native.function("ftell", result=native.Pointer)
_fclose = native.function("fclose")
_pymalloc = native.function("_PyObject_DebugMallocStats", keeps_gil=True)
_allocator_name = native.function("_PyMem_GetCurrentAllocatorName", result=native.Text, keeps_gil=True)
_malloc_info = native.function("malloc_info")


def about() -> str:
    """Facts of the interpreter, `name value` a line."""
    name = _allocator_name and _allocator_name()
    libc = os.confstr("CS_GNU_LIBC_VERSION") if "CS_GNU_LIBC_VERSION" in os.confstr_names else None
    facts = {
        "python_version": ".".join(map(str, sys.version_info[:3])),
        "implementation": sys.implementation.name,
        "executable": sys.executable,
        "libc": libc or "",
        "allocator": name.decode() if name else "",
        "malloc": mallocs.SERVING or "",
    }
    return "\n".join(f"{key} {value}" for key, value in facts.items())


def uncaught() -> str:
    """The name of the exception that the interpreter has printed because nobody caught it; empty for none."""
    kind = getattr(sys, "last_type", None)
    return kind.__name__ if type(kind) is type and issubclass(kind, Exception) else ""


FRESH_WORKERS = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
"""Modules that are imported when a worker is started that does not inherit the memory of its parent."""


def fresh_workers() -> str:
    """Those of the modules that the target has come to import."""
    return "\n".join(name for name in FRESH_WORKERS if name in modules)


def write_allocators(mailbox: Mailbox) -> None:
    """Have pymalloc and malloc print their statistics straight into the mailbox; a stand-in for malloc is asked."""
    _print_into(mailbox, "pymalloc", _pymalloc)
    if mallocs.SERVING is None:
        _print_into(mailbox, "malloc_info", _malloc_info, native.Int(0))
    else:
        mailbox.write("malloc", mallocs.describe())


def _print_into(mailbox: Mailbox, section: str, print_to: Callable[..., object] | None, *first: object) -> None:
    """Add a section that a C function prints to a `FILE *`, its last argument; no descriptor and no copy is made."""
    if print_to is None or _fmemopen is None or _fclose is None or _ftell is None:
        return
    mailbox.write(section, "")
    start = mailbox.address + TEXT + mailbox.length
    stream = native.Pointer(_fmemopen(native.Pointer(start), native.Pointer(mailbox.room), native.Text(b"w")))
    if not stream.value:
        return
    print_to(*first, stream)
    mailbox.length += _ftell(stream) or 0
    _fclose(stream)
