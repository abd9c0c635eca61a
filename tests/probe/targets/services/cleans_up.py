"""Works until it is asked to end, and then takes away what it made."""

import atexit
import os
import signal
import sys

with open(sys.argv[1], "w") as file:
    file.write(str(os.getpid()))
atexit.register(os.unlink, sys.argv[1])
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
while True:
    signal.pause()
