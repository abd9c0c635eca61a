"""Leaves a daemon behind: a grandchild in a session of its own, whose parent is gone."""

import os
import sys
import time

source, sink = os.pipe()
if not os.fork():
    os.setsid()
    if not os.fork():
        with open(sys.argv[1], "w") as file:
            file.write(str(os.getpid()))
        os.write(sink, b"!")
        time.sleep(1000)
    os._exit(0)
os.wait()
os.read(source, 1)
