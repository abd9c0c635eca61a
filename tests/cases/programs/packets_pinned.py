"""SM102: packets of 700 to 1,500 bytes come from malloc; every fourth is unacknowledged and keeps its page."""

import argparse


def receive(count):
    return {number: bytes(700 + number * 37 % 800) for number in range(count)}


def unacknowledged(packets):
    return {number: packet for number, packet in packets.items() if number % 4 == 0}


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=40_000)
WAITING = unacknowledged(receive(parser.parse_args().n))
print(len(WAITING))
