"""Transforms that change the shape of a program: nothing is proven, they are offered, made where a run shows it."""

from collections.abc import Callable, Iterator

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal
from sparsemem.rewrite.reshaping import group_parts, group_runs, one_pass, partial_sort, second_call
from sparsemem.source import Module

RESHAPING: tuple[Callable[[Program, Module], Iterator[Proposal]], ...] = (
    partial_sort.propose,
    # Before the second call: one pass costs nothing.
    one_pass.propose,
    second_call.propose,
    group_runs.propose,
    group_parts.propose,
)
