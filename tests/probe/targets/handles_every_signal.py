"""Has a handler of its own for every signal, and finds the default everywhere before."""

import os
import signal

for number in sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}):
    print(number, signal.signal(number, lambda number, frame: print("got", number)))
for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGRTMAX, signal.SIGRTMAX - 1):
    os.kill(os.getpid(), number)
