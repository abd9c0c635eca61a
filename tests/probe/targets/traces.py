"""Has every call of a Python function told, to the very end."""

import atexit
import os
import sys
import threading


def tell(frame, event, argument):
    calls.append(f"{event} {os.path.basename(frame.f_code.co_filename)} {frame.f_code.co_name}")


def leave():
    print(*calls, sep="\n")
    print(sys.gettrace() is tell)


calls = []
atexit.register(leave)
threading.settrace(tell)
sys.settrace(tell)
