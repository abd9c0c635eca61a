"""From the runs under each setting to their rows: medians and ranges, nothing is concluded."""

from collections.abc import Iterator, Sequence
from statistics import median

from sparsemem.measure.settings.can_start import environment_of
from sparsemem.measure.settings.preloaded_libraries import package_of
from sparsemem.measure.settings.trials import Trials, Tried
from sparsemem.model import Run
from sparsemem.model.tried_settings import SettingRow

_RELEASED = ", released"
RELEASE = "gc.collect(), libraries' pools released, malloc trimmed"
"""What comes before the end of a row with a release: the last three moments of a run."""


def setting_rows(trials: Trials) -> tuple[SettingRow, ...]:
    """A row for each setting, and one more for each with a release at the end; both are of the same runs."""
    return tuple(row for tried in trials.tried for row in _rows(tried, trials))


def _rows(tried: Tried, trials: Trials) -> Iterator[SettingRow]:
    same = True if tried is trials.as_is and trials.is_steady else _same(tried, trials)
    yield _row(tried, same, released=False)
    if tried.tuning.is_released and any(run.moments.after_trim for run in tried.runs):
        yield _row(tried, same, released=True)


def _same(tried: Tried, trials: Trials) -> bool | None:
    """Nothing is known of a program that does not put out the same twice, or was not seen to."""
    if not tried.runs or not trials.is_steady:
        return None
    return tried.differs is None and all(run.outcome == "ok" for run in tried.runs)


def _row(tried: Tried, same: bool | None, released: bool) -> SettingRow:
    tuning = tried.tuning
    runs = [run for run in tried.runs if run.outcome == "ok" and run.moments.end is not None]
    peaks, walls = [run.peak_rss_bytes for run in runs], [run.wall_seconds for run in runs]
    ends = [_end(run, released) for run in runs]
    return SettingRow(
        name=tuning.name + (_RELEASED if released else ""),
        environment=environment_of(tuning),
        available=tried.is_available,
        reason=tried.reason or (f"its output differs, {tried.differs}" if tried.differs and same is False else None),
        peak_rss_bytes=_whole(peaks),
        end_rss_bytes=_whole(ends),
        wall_seconds=median(walls) if walls else None,
        peak_spread=_range(peaks),
        end_spread=_range(ends),
        wall_spread=_range(walls),
        tree_peak_bytes=_whole([_tree_peak(run) for run in runs]),
        same_output=same,
        kind=tuning.kind,
        released=released,
        code=tuning.code,
        needs=package_of(tuning.stand_in) if tuning.stand_in else None,
    )


def _end(run: Run, released: bool) -> int | None:
    moment = run.moments.after_trim if released else run.moments.end
    return moment.rss_bytes if moment else None


def _tree_peak(run: Run) -> int | None:
    return run.tree_peak.pss_bytes if run.tree_peak is not None and run.tree_peak.processes > 1 else None


def _whole(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return round(median(known)) if known else None


def _range(values: Sequence[float | None]) -> tuple[float, float] | None:
    """None where fewer than two are known."""
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if len(known) > 1 else None
