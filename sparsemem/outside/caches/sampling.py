"""Some entries of many, chosen so that no regularity in their order matters, and always the same ones."""

import numpy as np

from sparsemem.outside.memory.memory_access import Addresses

ENTRIES = 2_000
"""Enough for what a million entries hold within a fraction of a percent, where entries are alike."""


def sample(entries: Addresses, most: int = ENTRIES) -> Addresses:
    """At most so many of the entries, in order."""
    if len(entries) <= most:
        return entries
    chosen = np.random.default_rng(0).choice(len(entries), most, replace=False)
    return entries[np.sort(chosen)]
