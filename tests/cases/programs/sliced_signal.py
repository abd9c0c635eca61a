"""SM110: a signal in an array is sliced, scaled and concatenated: full copies, of which only the sum stays."""

import argparse
from array import array


def smoothed(signal):
    left, right = signal[:-1], signal[1:]
    return array("d", [(a + b) / 2 for a, b in zip(left, right, strict=True)])


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=600_000)
SIZE = parser.parse_args().n
print(sum(smoothed(array("d", range(SIZE)) + array("d", [0.0]))))
