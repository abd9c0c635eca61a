"""SM107: a large file is searched through a mapping; its pages are the kernel's to take back."""

import argparse
import mmap
import tempfile


def marks(view):
    return sum(view[offset] == 7 for offset in range(0, len(view), 4096))


def search(size):
    with tempfile.TemporaryFile() as file:
        for start in range(0, size, 1 << 20):
            file.write(bytes([start >> 20 & 255]) * min(1 << 20, size - start))
        file.flush()
        return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=20_000_000)
VIEW = search(parser.parse_args().n)
print(marks(VIEW))
