"""A file that the parent and the measured process both map: the one way in which they speak.

The process posts the text of a moment and waits until the parent has looked at it from outside and answered. The
mapping outlives the descriptor, which is closed at once: a target that closes or counts its descriptors finds none.

Layout, in 8-byte words of the machine's order, all zero at first:

    0  posted    the number of the last moment posted, from 1           written by the process
    1  answered  the number of the last moment that the parent has seen written by the parent
    2  length    bytes of the text of the posted moment                 written by the process
    3  time      monotonic clock at the posting, nanoseconds            written by the process
    4  pid       of the process that posts                              written by the process
    5  signal    asks for the last moments in place; 0: none does       written by the parent before the start
    6  sizes     not 0: asks for the size profile                       written by the parent before the start
    7  clears    bytes at the place of the text: a name to be cleared   written by the parent before the start
"""

from __future__ import annotations

from posix import O_CLOEXEC, O_RDWR, close, getpid, getppid
from posix import open as open_descriptor
from time import monotonic_ns, sleep

from .native import Int, Pointer, function, memory

POSTED, ANSWERED, LENGTH, TIME, PID, SIGNAL, SIZES, CLEARS = range(8)
WORD = 8
TEXT = 64
"""Where the text begins, in bytes."""
SIZE = 16 << 20
"""Of the whole file; it is sparse, and only the pages that a text reaches are ever in memory."""
SECTION = "\f"
"""Begins a line that names the section of the text after it."""

_PAUSE_SECONDS = 0.0005
_READ_WRITE, _SHARED = 3, 1


class Mailbox:
    """The measured process's side."""

    def __init__(self, path: str) -> None:
        descriptor = open_descriptor(path, O_RDWR | O_CLOEXEC)
        mmap = function("mmap", result=Pointer)
        assert mmap is not None
        self.address: int = mmap(None, Pointer(SIZE), Int(_READ_WRITE), Int(_SHARED), Int(descriptor), Pointer(0))
        close(descriptor)
        self.bytes = memory(self.address, SIZE)
        self.words = self.bytes[:TEXT].cast("Q")
        self.pid = self.words[PID] = getpid()
        self.parent = getppid()
        self.length = 0
        self.clears = bytes(self.bytes[TEXT : TEXT + self.words[CLEARS]]).decode()

    def open(self) -> None:
        """Begin the text of a moment."""
        self.length = 0

    def write(self, section: str, text: str) -> None:
        """Add a section; what does not fit is dropped."""
        data = f"{SECTION}{section}\n{text}\n".encode()[: self.room]
        self.bytes[TEXT + self.length : TEXT + self.length + len(data)] = data
        self.length += len(data)

    @property
    def room(self) -> int:
        """Bytes that can still be written."""
        return SIZE - TEXT - self.length

    def post(self) -> None:
        """Hand the text over; return when the parent has answered, or is gone."""
        self.words[LENGTH] = self.length
        self.words[TIME] = monotonic_ns()
        number = self.words[POSTED] = self.words[POSTED] + 1
        while self.words[ANSWERED] < number and getppid() == self.parent:
            sleep(_PAUSE_SECONDS)
