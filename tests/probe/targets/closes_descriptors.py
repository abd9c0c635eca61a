"""Closes every descriptor, and writes to files that get the numbers which a careless probe would hold."""

import os

os.closerange(0, 4096)
files = [open(f"own{number}.txt", "w") for number in range(8)]
for number, file in enumerate(files):
    file.write(f"{number} {file.fileno()}\n" * 100)
