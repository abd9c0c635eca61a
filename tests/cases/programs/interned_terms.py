"""SM101: an interning table keeps the first of each rare term, amid the pairs that are counted and dropped."""

import argparse
import sys

TERMS: dict[str, str] = {}


def term(number):
    text = f"rare term {number}" if number % 30 == 0 else f"term {number % 800}"
    known = TERMS.get(text)
    if known is None:
        known = TERMS[text] = sys.intern(text)
    return known


def count_pairs(count):
    counts = {}
    previous = term(0)
    for number in range(1, count):
        current = term(number)
        counts[previous, current, number // 3] = number * 1.5
        previous = current
    return len(counts)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=150_000)
print(count_pairs(parser.parse_args().n), len(TERMS))
