"""Waits in C code: its main thread joins one that sleeps."""

import threading
import time

thread = threading.Thread(target=time.sleep, args=(1000,))
thread.start()
thread.join()
