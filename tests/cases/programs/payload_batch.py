"""SM103: a batch of bodies of 3 to 9 kB is dropped; the session made last lies above the holes, so all stays."""

import argparse


def bodies(count):
    return [bytearray(3000 + number * 61 % 6000) for number in range(count)]


class Session:
    """What stays of a batch: its size, and a buffer that happens to lie at the top of the heap."""

    def __init__(self, batch):
        self.size = sum(map(len, batch))
        self.buffer = bytearray(5000)


def work(count):
    batch = bodies(count)
    return Session(batch)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=7_000)
SESSION = work(parser.parse_args().n)
print(SESSION.size)
