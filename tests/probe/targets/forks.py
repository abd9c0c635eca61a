"""Forks; both processes end in the ordinary way, exit handlers included."""

import atexit
import os

child = os.fork()
name = "parent" if child else "child"
if child:
    print("waited", os.waitpid(child, 0)[1], flush=True)
atexit.register(print, name, "leaves", flush=True)
print(name, "ends")
