"""Containers that the process fills while they are read: a table that has moved in the meantime leads nowhere.

What many objects say of themselves is read together, and some time passes before the table of the last of them is. Of
a large container it is read once more, right before its table.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.object_rows import ObjectRows
from sparsemem.outside.memory.memory_access import words
from sparsemem.outside.objects.known_types import Rule

_COUNT_AT = {Rule.LIST: 2, Rule.DICT: 2, Rule.ORDERED_DICT: 2, Rule.DEQUE: 2, Rule.SET: 3, Rule.SIMPLE_QUEUE: 7}
"""The word `ob_size` of a list and a deque, `ma_used` of a dict, `used` of a set, and `num_items` of a queue."""
_LEAST, _MOST = np.uint64(64), np.uint64(1 << 40)
"""Items of what is large; a larger number is of no container."""
_TOGETHER = 1 << 16
"""Items of containers that are read together: about a millisecond."""


def in_step(found: FoundReferences, rule: int, some: ObjectRows) -> Iterator[ObjectRows]:
    """Some objects of one rule, as they are now where they are large containers, whose entries are counted."""
    if rule not in _COUNT_AT or found.entries is None:
        yield some
        return
    at = _COUNT_AT[Rule(rule)]
    counts = some.word(at)
    is_large = (counts >= _LEAST) & (counts < _MOST)
    if not is_large.all():
        yield some.select(np.flatnonzero(~is_large))
    large = np.flatnonzero(is_large)
    group = np.cumsum(counts[large]) // np.uint64(_TOGETHER)
    for rows in np.split(large, np.flatnonzero(np.diff(group)) + 1) if len(large) else ():
        fresh = _read_again(found, some.select(rows))
        found.entries.begin(fresh.nodes, np.minimum(fresh.word(at), _MOST).astype(np.int64))
        yield fresh
        found.entries.end()


def _read_again(found: FoundReferences, some: ObjectRows) -> ObjectRows:
    """What the objects say of themselves now, as far as they are still of the same type."""
    content, there = found.memory.gather(some.addresses, some.words.shape[1] * 8)
    fresh = words(content)
    same = there & (fresh[:, 1] == some.words[:, 1])
    return replace(some, words=np.where(same[:, None], fresh, some.words))
