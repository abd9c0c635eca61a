"""SM111: a table that is wholly alive, in a pod too small for it: nothing is wrong but the limit."""

import argparse

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=150_000)
TABLE = {f"key {number}": (number, number / 3) for number in range(parser.parse_args().n)}
print(len(TABLE))
