"""Ends its last line long before its threads."""

import atexit
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def work(name):
    time.sleep(0.2)
    print("done", name, flush=True)


atexit.register(print, "leaving")
threading.Thread(target=work, args=("thread",)).start()
ThreadPoolExecutor(1).submit(time.sleep, 0.1)
print("last line", flush=True)
