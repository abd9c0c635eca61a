"""SM105: native code maps memory by itself, here through ctypes: no allocator of ours knows of it."""

import argparse
import ctypes
import mmap


def native_block(size):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    address = libc.mmap(None, size, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)
    ctypes.memset(address, 1, size)
    return address


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=12_000_000)
SIZE = parser.parse_args().n
BLOCKS = [native_block(SIZE // 3) for _ in range(3)]
print(len(BLOCKS))
