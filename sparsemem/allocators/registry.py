"""All allocators that are known to stand in malloc's place, each from a module of its own.

What is not here has nothing that a ledger would miss. numpy keeps at most seven blocks of each size below a kilobyte
for reuse (`NBUCKETS` and `NCACHE` in its alloc.c), 3.8 MB in all, which stay live chunks of malloc and are not told
apart (measured with 1.24, 2.4 and 2.5). torch takes tensors of the CPU from malloc one by one, and frees them there
(measured with 1.13 from Debian: the ledger closes, 500 tensors of 100 kB are 50.2 MB of live chunks, dropped ones are
free chunks that a trim returns); its caches are for devices, whose memory is not resident here.
"""

from sparsemem.allocators.jemalloc import JEMALLOC
from sparsemem.allocators.mimalloc import MIMALLOC
from sparsemem.allocators.stand_in import HeapCount, StandIn, parse_numbers
from sparsemem.allocators.tcmalloc import TCMALLOC

STAND_INS = (JEMALLOC, TCMALLOC, MIMALLOC)


def stand_in_of(file: str) -> StandIn | None:
    """The one whose library a file is, by the last part of its path; None where it is none of them."""
    return next((known for known in STAND_INS if file.startswith(known.library)), None)


def named(name: str | None) -> StandIn | None:
    """The one with that name; None where it is none of them."""
    return next((known for known in STAND_INS if known.name == name), None)


def count_heap(name: str, text: str) -> HeapCount | None:
    """What the text of an allocator with this name says of it; None where it is none of them, or says nothing."""
    known, numbers = named(name), parse_numbers(text)
    return known.count(numbers) if known and numbers else None
