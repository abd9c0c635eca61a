"""Empties the table of modules, and has an exit handler that gives back what was alive until then."""

import atexit
import sys

kept = [str(number) for number in range(10_000)]
atexit.register(kept.clear)
print("before")
sys.modules.clear()
