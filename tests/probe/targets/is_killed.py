"""Dies of SIGKILL."""

import os
import signal

print("said", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
