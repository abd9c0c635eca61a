"""The runs of a scan beside the sweep: which are wanted, with what, and what is said of them beforehand."""

import argparse
from dataclasses import replace

from sparsemem.cli.output import check_writable
from sparsemem.cli.progress import Progress
from sparsemem.errors import InputError, UsageError
from sparsemem.measure.passes.cleared_owner import Claim
from sparsemem.measure.passes.profiler_choice import advice, find_profiler
from sparsemem.measure.passes.profiler_pass import HeapRequest
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.sweep_runs import Passes


def passes_of(options: argparse.Namespace, subject: Subject) -> Passes:
    """What was asked for; the subject's own observer knows how to show what is said.

    Raises UsageError for a flame graph without the pass that makes it, InputError where it cannot be made or written.
    """
    return Passes(
        sizes=_named(subject, "Size profile at ") if options.sizes else None,
        control=_named(subject, "Without huge pages, "),
        heap=_heap(options, subject),
        claim=Claim(_named(subject, "Cleared, "), options.prove) if options.prove else None,
    )


def announced(passes: Passes) -> list[str]:
    """A sentence for each run that follows those of the sweep."""
    sentences = []
    if passes.heap is not None:
        where = "each scale" if passes.heap.every_scale else "the smallest scale"
        sentences.append(f"One more run at {where} follows, with {passes.heap.profiler.tool}: it takes longer.")
        if passes.heap.profiler.tool != "memray":
            sentences.append(
                f"memray would tell which lines hold the peak: {advice(passes.heap.subject.target.python)}"
            )
    if passes.sizes is not None:
        sentences.append("One more run at 1x follows, with the size profile: it takes longer.")
    if passes.claim is not None:
        sentences.append(f"One more run at the largest scale follows, with {passes.claim.name} cleared at its end.")
    return sentences


def _heap(options: argparse.Namespace, subject: Subject) -> HeapRequest | None:
    """The profiler pass; None where it is left out."""
    scales = options.profile or ("off" if options.quick else "one")
    if scales == "off":
        _check_no_flamegraph(options)
        return None
    profiler = find_profiler(subject.target.python)
    if options.flamegraph:
        _check_flamegraph(options.flamegraph, profiler.tool, subject.target.python)
    profiled = _named(subject, f"{profiler.tool} at ")
    return HeapRequest(profiled, profiler, scales == "each", bool(options.flamegraph))


def _check_no_flamegraph(options: argparse.Namespace) -> None:
    if options.flamegraph:
        cause = "--profile off" if options.profile else "--quick"
        raise UsageError(f"--flamegraph needs the run under memray: leave out {cause}, or add --profile one")


def _check_flamegraph(file: str, tool: str, python: str) -> None:
    if tool != "memray":
        raise InputError(f"--flamegraph is memray's, which {python} does not have: {advice(python)}")
    check_writable(file)


def _named(subject: Subject, name: str) -> Subject:
    observer = subject.observer
    if isinstance(observer, Progress):
        observer = Progress(observer.console, observer.show_output, name)
    return replace(subject, observer=observer)
