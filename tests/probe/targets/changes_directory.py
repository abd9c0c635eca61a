"""Goes elsewhere and takes the folder away that it came to."""

import os

os.mkdir("gone")
os.chdir("gone")
os.rmdir("../gone")
print(os.path.exists("."))
