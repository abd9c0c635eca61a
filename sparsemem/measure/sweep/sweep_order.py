"""Which runs a sweep makes, in which order, and what a run that failed rules out."""

from collections.abc import Iterator, Sequence

from sparsemem.model import Plan, Run


def turns(plan: Plan, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Scale and repeat of each run, in order, as long as the runs so far leave a point in going on."""
    for repeat in range(plan.repeats):
        for scale in plan.scales:
            if is_ruled_out(scale, runs):
                continue
            yield scale, repeat
            first = [run for run in runs if (run.scale, run.repeat) == (runs[0].scale, runs[0].repeat)]
            if any(run.outcome == "interrupted" for run in runs) or not all(run.is_whole for run in first):
                return


def largest_left(plan: Plan, runs: Sequence[Run]) -> int:
    """The largest scale of the plan that no run has ruled out; 0 for none."""
    return max((scale for scale in plan.scales if not is_ruled_out(scale, runs)), default=0)


def is_ruled_out(scale: int, runs: Sequence[Run]) -> bool:
    """Whether a run says that there is no point in one at `scale`."""
    return any(_rules_out(run, scale) for run in runs)


def _rules_out(run: Run, scale: int) -> bool:
    if run.outcome in ("timeout", "max_rss"):
        return scale >= run.scale
    return not run.is_whole and scale == run.scale
