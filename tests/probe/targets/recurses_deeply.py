"""Recurses 60,000 deep, and further than that in vain."""

import sys


def depth(left):
    return 1 + depth(left - 1) if left else 0


sys.setrecursionlimit(70_000)
print(depth(60_000))
try:
    depth(80_000)
except RecursionError as error:
    print(error)
