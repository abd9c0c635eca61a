"""Starts an interpreter, and a shell that starts one: both find the environment that they always find."""

import os
import subprocess
import sys

own = "import os, sys; print(dict(os.environ), sys.path, sys.argv, sorted(sys.modules))"
print(list(os.environ.items()), flush=True)
subprocess.run([sys.executable, "-c", own], check=True)
subprocess.run(f"env; {sys.executable} -c '{own}'", shell=True, check=True)
os.execv(sys.executable, [sys.executable, "-c", own])
