"""Works for ever; writes its number to the file that it is given."""

import os
import sys

if sys.argv[1:]:
    with open(sys.argv[1], "w") as file:
        file.write(str(os.getpid()))
kept = []
while True:
    kept[:] = [str(number) for number in range(1000)]
