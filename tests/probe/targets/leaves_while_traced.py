"""Forks, and has every call of a Python function in the fork told while it leaves in haste."""

import os
import signal
import sys
import time


def tell(frame, event, argument):
    calls.append(f"{event} {os.path.basename(frame.f_code.co_filename)} {frame.f_code.co_name}")


def hear(event, about):
    if event.startswith("os.") and event not in ("os.fork", "os.listdir"):
        heard.append((event, about[1:]))


class Kept:
    def __index__(self):
        os.write(1, "\n".join([*calls, ""]).encode())
        return 5


def wait(worker):
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]), flush=True)


calls, heard = [], []
sys.addaudithook(hear)
worker = os.fork()
if not worker:
    sys.settrace(tell)
    os._exit(status=Kept())
wait(worker)
worker = os.fork()
if not worker:
    try:
        os._exit("no number")
    except TypeError as error:
        print(error, flush=True)
    os._exit(6)
wait(worker)
worker = os.fork()
if not worker:
    time.sleep(600)
sys.settrace(tell)
os.kill(worker, signal.SIGTERM)
sys.settrace(None)
wait(worker)
print(calls, heard)
