"""Takes memory until it is stopped, by itself or in a child."""

import os
import sys
import time

if sys.argv[1:] and os.fork():
    os.wait()
taken = []
while True:
    taken.append(bytearray(1 << 20))
    time.sleep(0.001)
