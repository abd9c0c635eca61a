"""What pymalloc adds up of itself when it is asked: it looks at each of its pools, in some 20 ns."""

from _ctypes import addressof

from sparsemem.allocators.pymalloc import PymallocStats, parse_pymalloc
from sparsemem.probe import native

_ROOM = 1 << 15
"""The table of pymalloc is some 7 kB: a line for each of 64 sizes."""
_buffer = bytearray(_ROOM)

_fmemopen = native.function("fmemopen", result=native.Pointer)
_fclose = native.function("fclose")
_print_pymalloc = native.function("_PyObject_DebugMallocStats", keeps_gil=True)
_address = addressof(native.Byte.from_buffer(_buffer))


def ask_pymalloc() -> PymallocStats | None:
    """Where small blocks come from pymalloc; None with any other allocator."""
    if _print_pymalloc is None or _fmemopen is None or _fclose is None:
        return None
    stream = native.Pointer(_fmemopen(native.Pointer(_address), native.Pointer(_ROOM), native.Text(b"w")))
    if not stream.value:
        return None
    _print_pymalloc(stream)
    _fclose(stream)
    return parse_pymalloc(_buffer[: _buffer.find(0)].decode("ascii", "replace"))
