"""Registers exit handlers in many ways, one of them in another."""

import atexit
import threading

atexit.register(print, "first in, last out")
atexit.register(lambda: atexit.register(print, "late"))
atexit.register(print, "last in")
threading._register_atexit(print, "before all of them")
unwanted = atexit.register(lambda: print("never"))
atexit.unregister(unwanted)
