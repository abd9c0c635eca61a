"""Innocent: a graph with cycles for each request, taken apart before the next one: collections find nothing to do."""

import argparse
import gc


class Node:
    """A node that knows its neighbours, who know it."""

    def __init__(self, name):
        self.name, self.neighbours = name, []


def request(number):
    nodes = [Node(f"node {number}.{i}") for i in range(50)]
    for one, other in zip(nodes, nodes[1:] + nodes[:1], strict=True):
        one.neighbours.append(other)
        other.neighbours.append(one)
    size = sum(len(node.neighbours) for node in nodes)
    for node in nodes:
        node.neighbours.clear()
    return size


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=2_000)
print(sum(request(number) for number in range(parser.parse_args().n)), gc.collect() >= 0)
