"""Innocent: one buffer takes each frame in turn; many megabytes pass through it, and none stays."""

import argparse
import hashlib

FRAME_BYTES = 4_000_000


def digest(count):
    buffer, total = bytearray(FRAME_BYTES), hashlib.blake2b()
    view = memoryview(buffer)
    for number in range(count):
        view[:8] = number.to_bytes(8, "little")
        total.update(view)
    return total.hexdigest()


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=20)
print(digest(parser.parse_args().n))
