"""The transforms, one file each, in the order in which they are tried."""

from collections.abc import Callable, Iterator

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal
from sparsemem.rewrite.transforms import (
    dict_pairs,
    lazy_twin,
    local_generator,
    local_loop,
    sources,
    tuple_part,
)
from sparsemem.source import Module

TRANSFORMS: tuple[Callable[[Program, Module], Iterator[Proposal]], ...] = (
    # First: its source is proven to be private; within a generator anybody may run between two of its lines.
    sources.propose,
    lazy_twin.propose,
    dict_pairs.propose,
    local_generator.propose,
    local_loop.propose,
    tuple_part.propose,
)
