"""Innocent: a least-recently-used cache that is full from the first tenth on; its places are used again and again."""

import argparse
from collections import OrderedDict

CACHE: OrderedDict[int, dict[str, object]] = OrderedDict()
MOST = 60_000


def profile(user):
    if user in CACHE:
        CACHE.move_to_end(user)
        return CACHE[user]
    CACHE[user] = {"name": f"user {user}", "score": user / 7, "mail": f"{user}@example.org"}
    if len(CACHE) > MOST:
        CACHE.popitem(last=False)
    return CACHE[user]


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=120_000)
print(sum(profile(number * 7919 % 1_000_003)["score"] for number in range(parser.parse_args().n)))
