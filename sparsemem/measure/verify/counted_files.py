"""The project with everything changed and counted, and what the counts say of a change."""

from collections.abc import Collection
from pathlib import Path

from sparsemem.measure.verify.candidate import Proposal
from sparsemem.measure.verify.counting import instrument
from sparsemem.measure.verify.project_copies import Files
from sparsemem.measure.verify.run_counts import Counts, count_of
from sparsemem.model import Change, Use


def counted_files(proposal: Proposal, counts: Path, skip: Collection[Change] = ()) -> Files:
    """The files of all changes but some; each process that runs them writes into the folder `counts`."""
    texts, changes = proposal.rewriter(skip)
    reshaped = {path: {one.function or "" for one in changes if one.path == path and one.reshapes} for path in texts}
    return {
        path: instrument(path, proposal.originals[path], text, counts, frozenset(reshaped[path])).encode()
        for path, text in texts.items()
    }


def use_of(change: Change, counts: Counts) -> Use:
    """How often it ran, with the most elements and bytes; None for these where it never did."""
    count = count_of(change, counts)
    most, size = (count.most_elements, count.most_bytes) if count.runs else (None, None)
    return Use(change.path, change.line, change.function, change.transform, count.runs, most, None, saved_bytes=size)
