"""Switches the collector off and leaves a cycle whose members speak when they go."""

import gc


class Loud:
    def __init__(self, name):
        self.name, self.me = name, self

    def __del__(self):
        print("gone", self.name)


gc.disable()
Loud("first")
Loud("second")
print(gc.isenabled(), gc.callbacks, gc.garbage)
