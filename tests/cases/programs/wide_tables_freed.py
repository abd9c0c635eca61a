"""SM103: tallies with tables of several kilobytes are merged and dropped; one in 80 stays, between free pages."""

import argparse
from collections import Counter

WORDS = [f"word {number}" for number in range(70)]


def tallies(count):
    return [Counter(WORDS) for _ in range(count)]


def merged(found):
    total = Counter()
    for tally in found[::100]:
        total.update(tally)
    return total, found[::80]


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=12_000)
TOTAL, SAMPLE = merged(tallies(parser.parse_args().n))
print(len(TOTAL), len(SAMPLE))
