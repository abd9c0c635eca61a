"""The sweep in rows: what each scale held, medians of its repeats; of the whole process tree where that matters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from sparsemem.model import Report, Run, TreeMoment
from sparsemem.report.words.run_words import ending
from sparsemem.units import MB, format_seconds, format_size

OTHERS_SHARE, OTHERS_BYTES = 0.1, 10 * MB
"""The processes beside the root are on the page from both of these on: share of the tree's memory, size."""
TREE_NOTE = (
    "The row of a scale is of all its processes together at the highest look, shared pages divided among them "
    "(PSS); the row below it is of its root process."
)


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One row: sizes in bytes at the end, None where unknown or not meant."""

    name: str
    live_bytes: int | None
    anonymous_bytes: int | None
    rss_bytes: int | None
    trimmed_bytes: int | None
    peak_bytes: int | None
    wall_seconds: float | None
    is_tree: bool = False
    """Whether it is of a tree at its highest: nothing is trimmed there."""
    ending: str = ""
    """How a run of the scale ended, where it was not as it should."""

    def cells(self) -> list[str]:
        """As a reader sees them; what is not meant is empty."""
        live, rss, trimmed, peak = map(
            format_size, (self.live_bytes, self.rss_bytes, self.trimmed_bytes, self.peak_bytes)
        )
        seconds = "" if self.wall_seconds is None else format_seconds(self.wall_seconds)
        return [self.name, live, rss, "" if self.is_tree else trimmed, peak, seconds]


def has_tree(report: Report) -> bool:
    """Whether the processes beside the root hold enough for the page to be of the whole tree."""
    return any(shown_tree(run) is not None for run in report.sweep.completed())


def shown_tree(run: Run) -> TreeMoment | None:
    """The tree at its highest; None where the root holds nearly all of it."""
    tree = run.tree_peak
    if tree is None or tree.root_pss_bytes is None:
        return tree
    others = tree.pss_bytes - tree.root_pss_bytes
    return tree if others >= max(OTHERS_BYTES, OTHERS_SHARE * tree.pss_bytes) else None


def sweep_rows(report: Report, scale: int) -> list[SweepRow]:
    """The row of a scale of which a run completed, and below that of a tree the one of its root."""
    runs = report.sweep.completed(scale)
    if not runs:
        return []
    seconds = median(run.wall_seconds for run in runs)
    ended = next(filter(None, map(ending, runs)), "")
    trees = [run.tree_peak for run in runs if run.tree_peak is not None] if has_tree(report) else []
    if not trees:
        return [replace(_root_row(f"{scale}x", runs, seconds), ending=ended)]
    return [replace(_tree_row(f"{scale}x", trees, seconds), ending=ended), _root_row("root", runs, None)]


def unjudged_runs(report: Report, scale: int) -> list[Run]:
    """The runs of a scale that are in no row: they were cut short, or nobody saw them."""
    told = {(run.scale, run.repeat) for run in report.sweep.completed()}
    return [run for run in report.runs if run.scale == scale and (run.scale, run.repeat) not in told]


def _root_row(name: str, runs: Sequence[Run], seconds: float | None) -> SweepRow:
    ends = [run.moments.end for run in runs if run.moments.end]
    return SweepRow(
        name,
        middle(end.live_bytes for end in ends),
        middle(end.anonymous_bytes for end in ends),
        middle(end.rss_bytes for end in ends),
        middle(run.moments.after_trim.rss_bytes if run.moments.after_trim else None for run in runs),
        middle(run.peak_rss_bytes for run in runs),
        seconds,
    )


def _tree_row(name: str, trees: Sequence[TreeMoment], seconds: float) -> SweepRow:
    def of(size: Callable[[TreeMoment], int | None]) -> int | None:
        return middle(map(size, trees))

    pss = of(lambda tree: tree.pss_bytes)
    live, anonymous = of(lambda tree: tree.live_bytes), of(lambda tree: tree.anonymous_bytes)
    return SweepRow(name, live, anonymous, pss, None, pss, seconds, is_tree=True)


def middle(values: Iterable[int | None]) -> int | None:
    """The median of the known values; None where there is none."""
    known = [value for value in values if value is not None]
    return round(median(known)) if known else None
