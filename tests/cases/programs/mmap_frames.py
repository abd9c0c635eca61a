"""SM105: a ring of frames in anonymous mappings, as a video library keeps them, beside Python's own small heap."""

import mmap
import os

FRAMES = 8 * int(os.environ.get("SPARSEMEM_SCALE", "1"))
FRAME_BYTES = 1920 * 1080


class Ring:
    """Frames that are filled in turn."""

    def __init__(self, count):
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        self.frames = [mmap.mmap(-1, FRAME_BYTES, flags=flags) for _ in range(count)]

    def fill(self, number):
        frame = self.frames[number % len(self.frames)]
        frame.seek(0)
        frame.write(bytes([number % 256]) * FRAME_BYTES)


RING = Ring(FRAMES)
for number in range(2 * FRAMES):
    RING.fill(number)
print(len(RING.frames))
