"""SM101: frozen dataclasses are scored into new ones; the best percent is kept, from all over the heap."""

import argparse
import heapq
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Offer:
    """What somebody would pay."""

    bidder: str
    price: float
    score: float = 0.0


def offers(count):
    return [Offer(f"bidder {i}", float(i * 7919 % 100_003)) for i in range(count)]


def scored(found):
    return [replace(offer, score=offer.price * 1.01 - 3) for offer in found]


def winners(count):
    return heapq.nlargest(count // 80, scored(offers(count)), key=lambda offer: offer.score)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=45_000)
WINNERS = winners(parser.parse_args().n)
print(len(WINNERS))
