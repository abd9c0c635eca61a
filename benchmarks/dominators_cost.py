"""What the dominator tree costs on graphs of known shapes: seconds and bytes a node, at two sizes.

    python benchmarks/dominators_cost.py [--nodes 1000000] [--shapes list,ring]

Each shape is solved in a fresh process, once with a quarter of the nodes and once with all: seconds a million nodes
should stay where they are. Memory is what the peak of the process rose above the arrays of the graph itself.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.dominator_tree import find_dominators_and_depths
from sparsemem.outside.dominators.retained import retained_sizes

Arcs = list[tuple[NDArray[np.int64], NDArray[np.int64]]]


def linked_list(count: int) -> Arcs:
    """Each node leads to the next one, and to the class of all."""
    at = np.arange(1, count - 1)
    return [(at - 1, at), (at, at + 1), (at, np.full(len(at), count - 1))]


def doubly_linked(count: int) -> Arcs:
    """Links in both directions, from a head."""
    at = np.arange(count - 1)
    return [(at, at + 1), (at + 1, at)]


def two_ends(count: int) -> Arcs:
    """Links in both directions, from a head and a tail: no link dominates another."""
    at = np.arange(1, count - 1)
    return [(at, at + 1), (at + 1, at), (np.array([0, 0]), np.array([1, count - 1]))]


def ring(count: int) -> Arcs:
    """Links in both directions that end where they begin, and a table that leads to each of them."""
    at = np.arange(1, count - 1)
    return [(at, at + 1), (at + 1, at), (np.zeros(count - 1, np.int64), np.arange(1, count))]


def parents(count: int) -> Arcs:
    """A tree of eight children a node, each with a pointer to its parent."""
    at = np.arange(1, count)
    return [((at - 1) // 8, at), (at, (at - 1) // 8)]


def deep_parents(count: int) -> Arcs:
    """A tree that is one path with a leaf at each step, and pointers to the parents."""
    at = np.arange(0, count - 2, 2)
    return [(at, at + 2), (at, at + 1), (at + 2, at), (at + 1, at)]


def rows(count: int) -> Arcs:
    """A list of records with a class, shared strings, and values of their own: what heaps look like most."""
    at = np.arange(1000, count - 7, 7)
    own = [(at, at + step) for step in range(1, 7)]
    shared = np.random.default_rng(1).integers(2, 1000, len(at))
    return [(np.zeros(len(at), np.int64), at), (at, np.ones(len(at), np.int64)), (at + 1, shared), *own]


def random(count: int) -> Arcs:
    """Three arcs a node, from anywhere to anywhere."""
    draw = np.random.default_rng(1)
    return [(draw.integers(0, count, 3 * count), draw.integers(0, count, 3 * count))]


SHAPES = (rows, linked_list, doubly_linked, two_ends, ring, parents, deep_parents, random)


def measure(shape: str, count: int) -> str:
    """A line of the table."""
    parts = {one.__name__: one for one in SHAPES}[shape](count)
    sources = np.concatenate([part[0] for part in parts])
    order = np.argsort(sources, kind="stable")
    targets = np.concatenate([part[1] for part in parts])[order].astype(np.int32)
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(sources, minlength=count), out=first[1:])
    del parts, sources, order
    Path("/proc/self/clear_refs").write_text("5")
    began, before = time.process_time(), peak_bytes()
    found, depths = find_dominators_and_depths(first, targets, np.zeros(1, np.int32))
    seconds = time.process_time() - began
    retained_sizes(found, depths, np.ones(count, np.int64))
    whole = time.process_time() - began
    taken = (peak_bytes() - before) // 2**20
    size = f"{shape:14} {count:9,} nodes {len(targets):9,} arcs"
    return f"{size} {seconds:6.2f} s, with sizes {whole:6.2f} s {taken:5} MiB"


def peak_bytes() -> int:
    """Our own peak RSS since it was set back."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--shapes", default=",".join(one.__name__ for one in SHAPES))
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(measure(options.shapes, options.nodes))
        return
    for shape in options.shapes.split(","):
        for count in (options.nodes // 4, options.nodes):
            subprocess.run([sys.executable, __file__, "--one", "--shapes", shape, "--nodes", str(count)], check=True)


if __name__ == "__main__":
    main()
