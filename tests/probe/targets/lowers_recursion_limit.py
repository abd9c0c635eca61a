"""Leaves no room for calls."""

import sys

print(sys.getrecursionlimit())
sys.setrecursionlimit(5)
