"""Leaves cycles to the collector, an exit handler and globals that speak when they go."""

import atexit
import gc
import weakref


class Loud:
    def __init__(self, name, cyclic=True):
        self.name, self.me = name, self if cyclic else None

    def __del__(self):
        print("gone", self.name)


gc.collect()  # from here on no collection is due by itself, whatever was imported before
atexit.register(print, "leaving")
kept, plain = Loud("kept"), Loud("plain", cyclic=False)
weakref.finalize(plain, print, "finalised")
Loud("dropped")
