"""Uses pools of forked and of spawned workers, and passes objects of its own classes."""

import multiprocessing


class Pair:
    def __init__(self, left, right):
        self.left, self.right = left, right


def swap(pair):
    return Pair(pair.right, pair.left)


if __name__ == "__main__":
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(method, [(p.left, p.right) for p in pool.map(swap, [Pair(n, -n) for n in range(3)])])
