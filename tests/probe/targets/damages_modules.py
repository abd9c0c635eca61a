"""Damages the standard modules that a probe is likely to lean on."""

import gc
import os
import sys
import time

print("before")
for module, names in ((os, ("getpid", "getppid", "open", "close")), (time, ("sleep", "monotonic_ns"))):
    for name in names:
        setattr(module, name, None)
gc.collect = sys.settrace = sys.setprofile = None
