"""Which setting to recommend: the one that in fact leaves the program with the least, if that is worth a change.

What counts is the RSS at the end, beyond the range of the repeats and as much as a finding would need; the peak where
no setting helps the end. Of settings that return all but as much one without a change of the program is taken. Of
those it is the one that leaves the least; where the repeats of several overlap with its own, chance may have chosen
it, and it is the simplest: the first in the table that needs no package.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sparsemem.diagnose.conclusions.setting_lines import docker_line
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.model import Run
from sparsemem.model.known_sum import known_sum
from sparsemem.model.tried_settings import SettingRow
from sparsemem.units import MB, format_ratio, format_seconds, format_size

_ALL_BUT = 0.05
"""Of what the best returns: a setting that returns less by so little is as good."""
_SLOWER = 1.1
"""Times the time of the program as it is: from here on it is said."""
_HIGHER = 1.1

Quantity = Callable[[SettingRow], int | None]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The row, and why; None where no setting helps."""

    row: SettingRow | None
    why: str


def recommend(rows: Sequence[SettingRow], target: str) -> Recommendation:
    """From the rows, of which the first is the program as it is."""
    as_is, others = rows[0], [row for row in rows[1:] if row.is_comparable]
    if as_is.end_rss_bytes is None:
        return Recommendation(None, f"{target} did not come to its end as it is; there is nothing to compare with.")
    if not others:
        return Recommendation(None, "No setting could be tried.")
    best = _best(as_is, others, _end)
    if best is not None:
        return Recommendation(best, _why(as_is, best, others))
    best = _best(as_is, [row for row in others if not row.released], peak_of)
    if best is not None:
        said = f"At the end it changes nothing; {_change(as_is, best, 'peak', peak_of)}"
        return Recommendation(best, f"{said}{_cost(as_is, best)}.{_install(best)}")
    return Recommendation(None, _no_knob(as_is, others, target))


def peak_of(row: SettingRow) -> int | None:
    """The peak of the whole tree, where there was one."""
    return row.tree_peak_bytes or row.peak_rss_bytes


def _end(row: SettingRow) -> int | None:
    return row.end_rss_bytes


def _best(as_is: SettingRow, others: Sequence[SettingRow], quantity: Quantity) -> SettingRow | None:
    """The row that saves most, or all but as much and is simpler, where that is worth it."""
    now = quantity(as_is) or 0
    saved = {row.name: now - (quantity(row) or now) for row in others}
    most = max(saved.values(), default=0)
    if severity(most, now) is None:
        return None
    good = [row for row in others if saved[row.name] >= (1 - _ALL_BUT) * most]
    sure = [row for row in good if quantity is not _end or _is_beyond_chance(as_is, row)]
    simple = [row for row in sure if not _changes_program(row)] or sure
    if not simple:
        return None
    least = max(simple, key=lambda row: saved[row.name])
    alike = simple if quantity is not _end else [row for row in simple if _may_be_chance(row, least)]
    return min(alike, key=lambda row: row.needs is not None)


def _may_be_chance(row: SettingRow, least: SettingRow) -> bool:
    """Whether the repeats of a row overlap with those of the one that leaves the least, or no range is known."""
    if row.end_spread is None or least.end_spread is None:
        return True
    return row.end_spread[0] <= least.end_spread[1]


def _is_beyond_chance(as_is: SettingRow, row: SettingRow) -> bool:
    """Whether the worst repeat of it is better than the best of the program as it is."""
    if as_is.end_spread is None or row.end_spread is None:
        return True
    return row.end_spread[1] < as_is.end_spread[0]


def _why(as_is: SettingRow, best: SettingRow, others: Sequence[SettingRow]) -> str:
    said = f"{_change(as_is, best, 'end', _end)}{_cost(as_is, best)}.{_as_good(best, others)}{_install(best)}"
    if not _changes_program(best):
        return said + _trimmed(as_is, best, others)
    without = [row for row in others if not _changes_program(row)]
    second = _best(as_is, without, _end)
    if second is None:
        return f"{said} No setting does it without a change of the program."
    left, line = format_size(second.end_rss_bytes), docker_line(second.environment)
    return f"{said} Without a change of the program: {second.name}, {left}; {line}"


def _as_good(best: SettingRow, others: Sequence[SettingRow]) -> str:
    """Where another setting left less and only chance is between them, that is said."""
    alike = [row for row in others if _changes_program(row) == _changes_program(best) and row.end_spread is not None]
    least = min(alike, key=lambda row: row.end_rss_bytes or 0, default=best)
    if (_end(least) or 0) >= (_end(best) or 0) or best.end_spread is None or not _may_be_chance(best, least):
        return ""
    return f" {least.name} left {format_size(least.end_rss_bytes)}, which the repeats do not tell from it."


def _changes_program(row: SettingRow) -> bool:
    return row.released or row.kind in ("program", "survivors")


def _trimmed(as_is: SettingRow, best: SettingRow, others: Sequence[SettingRow]) -> str:
    """Where a release in the program as it is does as much, that is said: it needs no setting."""
    bare = next((row for row in others if row.released and not row.environment and not row.code), None)
    if bare is None or _best(as_is, [best, bare], _end) is None or (_end(bare) or 0) > _HIGHER * (_end(best) or 0):
        return ""
    return f" Without a setting, sparsemem.trim() in the program leaves {format_size(bare.end_rss_bytes)}."


def _change(as_is: SettingRow, row: SettingRow, what: str, quantity: Quantity) -> str:
    then, now = quantity(row) or 0, quantity(as_is) or 0
    return f"RSS at the {what} is {format_size(then)} instead of {format_size(now)}"


def _install(row: SettingRow) -> str:
    return f" The image needs the package of it: {row.needs}." if row.needs else ""


def _cost(as_is: SettingRow, row: SettingRow) -> str:
    """What it costs in time and at the peak, where that is more than chance."""
    costs = []
    peak, now = peak_of(row), peak_of(as_is)
    if peak and now and peak > _HIGHER * now:
        costs.append(f"the peak {format_size(peak)} instead of {format_size(now)}")
    if row.wall_seconds and as_is.wall_seconds and row.wall_seconds > _SLOWER * as_is.wall_seconds:
        ratio = format_ratio(row.wall_seconds, as_is.wall_seconds)
        costs.append(f"the time {ratio}, {format_seconds(row.wall_seconds)}")
    return f"; the cost: {' and '.join(costs)}" if costs else ""


def _no_knob(as_is: SettingRow, others: Sequence[SettingRow], target: str) -> str:
    least = min(others, key=lambda row: row.end_rss_bytes or 0)
    return (
        f"No knob helps: the best of {len(others)}, {least.name}, leaves {format_size(least.end_rss_bytes)} of "
        f"{format_size(as_is.end_rss_bytes)}. Change the program: see who holds the memory with "
        f"sparsemem scan {target}, and what could be a stream with sparsemem review {target}."
    )


def notes_on(run: Run | None) -> tuple[str, ...]:
    """What settings cannot do, with the figures of the program as it is."""
    ledger = run.moments.end.ledger if run is not None and run.moments.end is not None else None
    kept = (ledger.python_free_blocks_bytes, ledger.python_free_pools_bytes) if ledger else (None, None)
    free = known_sum(kept)
    amount = "" if free is None or free < MB else f" ({format_size(free)} of free memory lie there now)"
    return (
        "Objects of up to 512 bytes lie in the arenas of Python's own allocator: no setting of malloc and no trim "
        f"touches those{amount}; with PYTHONMALLOC=malloc such objects come from malloc.",
        "An allocator that is preloaded without PYTHONMALLOC=malloc changes almost nothing for small objects: the "
        "rows set both.",
    )
