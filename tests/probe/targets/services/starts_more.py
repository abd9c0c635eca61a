"""Has a child and a program of its own at work, and works itself; writes their numbers to the file it is given."""

import os
import subprocess
import sys
import time

child = os.fork()
if not child:
    time.sleep(1000)
program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
with open(sys.argv[1], "w") as file:
    file.write(f"{os.getpid()} {child} {program.pid}")
while True:
    time.sleep(0.01)
