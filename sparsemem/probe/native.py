"""C functions of the interpreter and of libc, called through `_ctypes` alone.

The package `ctypes` is not imported: it would stay in the target's `sys.modules`, hide a `ctypes.py` of its own, and
cost a further 300 kB. A function that this process does not have is None.
"""

from __future__ import annotations

import _ctypes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Pointer(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """`void *`, `size_t`, `long`: a word."""

    _type_ = "P"


class Long(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """`long`, `ssize_t`."""

    _type_ = "l"


class Int(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """`int`."""

    _type_ = "i"


class Text(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """`const char *`."""

    _type_ = "z"


class Byte(_ctypes._SimpleCData):  # type: ignore[type-arg]
    """`unsigned char`."""

    _type_ = "B"


class Four(_ctypes.Array):  # type: ignore[type-arg]
    """Room for four words."""

    _length_ = 4
    _type_ = Pointer


_PROCESS = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]


def function(name: str, result: type = Int, keeps_gil: bool = False) -> Callable[..., Any] | None:
    """The C function called `name`, or None. `keeps_gil` is for the interpreter's own functions."""

    class Prototype(_ctypes.CFuncPtr):
        _flags_ = _ctypes.FUNCFLAG_CDECL | (_ctypes.FUNCFLAG_PYTHONAPI if keeps_gil else 0)
        _restype_ = result

    try:
        return Prototype(_ctypes.dlsym(_PROCESS, name))
    except OSError:
        return None


def address_of(name: str) -> int | None:
    """Where the C function called `name` is, or None."""
    try:
        return _ctypes.dlsym(_PROCESS, name)
    except OSError:
        return None


_dladdr = function("dladdr")


def library_of(name: str) -> str:
    """The file that the C function called `name` comes from, without its folder; "" where there is no such one."""
    address = address_of(name)
    if _dladdr is None or address is None:
        return ""
    # Dl_info of dlfcn.h: the first of its four words points to the file's name.
    info = Four()
    found = _dladdr(Pointer(address), _ctypes.byref(info)) and Text.from_address(_ctypes.addressof(info)).value
    return found.decode(errors="replace").rpartition("/")[2] if found else ""


def memory(address: int, size: int) -> memoryview:
    """The `size` bytes at `address` as a writable view; nothing is copied."""

    class Bytes(_ctypes.Array):  # type: ignore[type-arg]
        _length_ = size
        _type_ = Byte

    return memoryview(Bytes.from_address(address)).cast("B")
