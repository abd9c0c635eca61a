"""SM110: the median of measurements by three sorted copies of one list, all alive together, none at the end."""

import argparse
from statistics import median


def medians(count):
    measured = [(i * 7919 % 1_000_003) / 7 for i in range(count)]
    rising = sorted(measured)
    falling = sorted(measured, reverse=True)
    absolute = sorted(abs(value - 7.0) for value in measured)
    return median(rising), median(falling), median(absolute)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=500_000)
print(*medians(parser.parse_args().n))
