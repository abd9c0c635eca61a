"""Has every call told, those of C functions too, to the very end."""

import atexit
import os
import sys
import threading


def tell(frame, event, argument):
    name = getattr(argument, "__name__", "") if event.startswith("c_") else frame.f_code.co_name
    calls.append(f"{event} {os.path.basename(frame.f_code.co_filename)} {name}")


def leave():
    sys.setprofile(None)
    print(*calls, sep="\n")


calls = []
atexit.register(leave)
threading.Thread(target=len, args=((),)).start()
sys.setprofile(tell)
