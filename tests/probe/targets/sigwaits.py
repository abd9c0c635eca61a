"""Blocks a signal that would end it and waits for it: no other thread may take it."""

import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGTERM})
if not os.fork():
    os.kill(os.getppid(), signal.SIGUSR1)
    os._exit(0)
print(signal.sigwait({signal.SIGUSR1}).name, sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())))
