"""Tells all that it can find out about its surroundings."""

import gc
import os
import signal
import sys
import threading
import warnings

print(__name__, __file__, __spec__, __doc__, __package__, __cached__, __builtins__, type(__loader__))
print(__loader__.path, __loader__.name, sorted(globals()), sys.modules["__main__"])
print(sys.argv, sys.orig_argv, sys.path, sys.flags, sys.executable, sys.prefix, sys._xoptions)
print(sorted(sys.path_importer_cache), list(map(type, sys.meta_path)), sys.warnoptions, warnings.filters)
print(list(os.environ.items()), os.getcwd(), os.listdir("/proc/self/fd"))
print([thread.name for thread in threading.enumerate()])
print(gc.callbacks, gc.get_threshold(), gc.get_freeze_count(), gc.get_debug())
print([signal.getsignal(number) for number in signal.valid_signals()], signal.pthread_sigmask(0, ()))
print(sys.gettrace(), sys.getprofile(), sys.excepthook, sys.displayhook, sys.unraisablehook, sys.breakpointhook)
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.dont_write_bytecode, sys.pycache_prefix)
