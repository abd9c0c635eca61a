"""A file that the parent and the measured process both map: the one way in which they speak.

The process posts the text of a moment and waits until the parent has looked at it from outside and answered. The
mapping outlives the descriptor, which is closed at once: a target that closes or counts its descriptors finds none.
"""

from __future__ import annotations

from posix import O_CLOEXEC, O_RDWR, close, getpid, getppid
from posix import open as open_descriptor
from time import monotonic_ns, sleep

from .layout import ANSWERED, CLEARS, LENGTH, LOOKUPS, PID, POSTED, SECTION, SIZE, TEXT, TIME
from .native import Int, Pointer, function, memory

_PAUSE_SECONDS = 0.0005
_READ_WRITE, _SHARED = 3, 1


class Mailbox:
    """The measured process's side. `is_target` is whether it is the one whose moments these are, and no worker."""

    def __init__(self, path: str, is_target: bool = True) -> None:
        descriptor = open_descriptor(path, O_RDWR | O_CLOEXEC)
        mmap = function("mmap", result=Pointer)
        assert mmap is not None
        self.address: int = mmap(None, Pointer(SIZE), Int(_READ_WRITE), Int(_SHARED), Int(descriptor), Pointer(0))
        close(descriptor)
        self.bytes = memory(self.address, SIZE)
        self.words = self.bytes[:TEXT].cast("Q")
        if is_target:
            self.words[PID] = getpid()
        self.pid = self.words[PID]
        self.parent = getppid()
        self.length = 0
        self.clears = bytes(self.bytes[TEXT : TEXT + self.words[CLEARS]]).decode()
        self.lookups = bytes(self.bytes[TEXT : TEXT + self.words[LOOKUPS]]).decode()

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
