"""Ends with everything blocked and a signal pending, which it looks at in an exit handler."""

import atexit
import os
import signal

atexit.register(lambda: print(sorted(signal.sigpending()), len(signal.pthread_sigmask(signal.SIG_BLOCK, ()))))
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.kill(os.getpid(), signal.SIGUSR1)
