"""Child processes whose memory is known, and what they say of it themselves."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPORT = """
import ctypes, json, os, sys

class _Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

def _statistics():
    libc = ctypes.CDLL(None)
    libc.open_memstream.restype = ctypes.c_void_p
    libc.mallinfo2.restype = _Info
    text, size = ctypes.c_char_p(), ctypes.c_size_t()
    stream = ctypes.c_void_p(libc.open_memstream(ctypes.byref(text), ctypes.byref(size)))
    ctypes.pythonapi._PyObject_DebugMallocStats(stream)
    libc.fclose(stream)
    info = libc.mallinfo2()
    malloc = {"live": info.uordblks, "free": info.fordblks, "mapped": info.hblkhd}
    return {"pid": os.getpid(), "pymalloc": text.value.decode(), "malloc": malloc, "extra": globals().get("EXTRA")}

sys.stdout.write(json.dumps(_statistics()) + "\\n")
sys.stdout.flush()
sys.stdin.read()
"""


@dataclass(frozen=True)
class Child:
    """A child that holds its memory still, and its own statistics of it."""

    pid: int
    pymalloc: str
    malloc: dict[str, int]
    extra: Any

    def own(self, text: str) -> int:
        """A number of `_PyObject_DebugMallocStats`, by the words before or after it."""
        found = re.search(rf"{text} *= *([\d,]+)", self.pymalloc)
        assert found is not None, text
        return int(found[1].replace(",", ""))

    @property
    def own_free_pools(self) -> int:
        """Wholly free pools; the one number that stands before its words."""
        found = re.search(r"(\d+) unused pools", self.pymalloc)
        assert found is not None
        return int(found[1])


Start = Callable[..., Child]


def interpreters() -> list[str]:
    """The interpreters to read: this one, and those that SPARSEMEM_TEST_PYTHONS names, with colons between them.

    Where it is not set: one of each other version that this machine has.
    """
    named = os.environ.get("SPARSEMEM_TEST_PYTHONS")
    if named is not None:
        return [sys.executable, *filter(None, named.split(":"))]
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    found = [sys.executable]
    for version in sorted({"3.11", "3.12", "3.13", "3.14", "3.15"} - {own}):
        candidates = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        other = str(candidates[-1]) if candidates else shutil.which(f"python{version}")
        if other:
            found.append(other)
    return found


def fixed_interpreters() -> list[str]:
    """Debian's interpreter, where it is here. It is not position-independent: its code, its data and its first heap
    lie below 4 GiB, and the address of malloc is that of a jump in the program itself."""
    return [path for path in ("/usr/bin/python3",) if Path(path).exists()]


def wait_until_it_sleeps(pid: int) -> None:
    """Until the child reads its standard input, and so its memory no longer changes."""
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        os.sched_yield()
