"""Innocent: threads that count in their own small steps and are joined; they leave a number each."""

import argparse
import queue
import threading


def count(numbers, results):
    total = 0
    while (number := numbers.get()) is not None:
        total += len(f"item {number}")
    results.put(total)


def counted(size):
    numbers, results = queue.Queue(maxsize=100), queue.Queue()
    workers = [threading.Thread(target=count, args=(numbers, results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for number in [*range(size), *[None] * 4]:
        numbers.put(number)
    for worker in workers:
        worker.join()
    return sum(results.get() for _ in workers)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=15_000)
print(counted(parser.parse_args().n))
