"""Forks with every warning an error: fork() warns where there is more than one thread."""

import os
import warnings

warnings.simplefilter("error")
for _ in range(5):
    child = os.fork()
    if not child:
        os._exit(7)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
