"""The setting to recommend, and why: by the RSS at the end, and by the peak where no setting helps the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.diagnose.conclusions.setting_choice import (
    Quantity,
    best_setting,
    changes_program,
    end_of,
    may_be_chance,
    peak_of,
)
from sparsemem.diagnose.conclusions.setting_lines import docker_line
from sparsemem.model import Run
from sparsemem.model.known_sum import known_sum
from sparsemem.model.tried_settings import SettingRow
from sparsemem.units import MB, format_ratio, format_seconds, format_size

_SLOWER = 1.1
"""Times the time of the program as it is: from here on it is said."""
_HIGHER = 1.1


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
    best = best_setting(as_is, others, end_of)
    if best is not None:
        return Recommendation(best, _why(as_is, best, others))
    best = best_setting(as_is, [row for row in others if not row.released], peak_of)
    if best is not None:
        said = f"At the end it changes nothing; {_change(as_is, best, 'peak', peak_of)}"
        return Recommendation(best, f"{said}{_cost(as_is, best)}.{_install(best)}")
    return Recommendation(None, _no_knob(as_is, others, target))


def _why(as_is: SettingRow, best: SettingRow, others: Sequence[SettingRow]) -> str:
    said = f"{_change(as_is, best, 'end', end_of)}{_cost(as_is, best)}.{_as_good(best, others)}{_install(best)}"
    if not changes_program(best):
        return said + _trimmed(as_is, best, others)
    without = [row for row in others if not changes_program(row)]
    second = best_setting(as_is, without, end_of)
    if second is None:
        return f"{said} No setting does it without a change of the program."
    left, line = format_size(second.end_rss_bytes), docker_line(second.environment)
    return f"{said} Without a change of the program: {second.name}, {left}; {line}"


def _as_good(best: SettingRow, others: Sequence[SettingRow]) -> str:
    """Where another setting left less and only chance is between them, that is said."""
    alike = [row for row in others if changes_program(row) == changes_program(best) and row.end_spread is not None]
    least = min(alike, key=lambda row: row.end_rss_bytes or 0, default=best)
    if (end_of(least) or 0) >= (end_of(best) or 0) or best.end_spread is None or not may_be_chance(best, least):
        return ""
    return f" {least.name} left {format_size(least.end_rss_bytes)}, which the repeats do not tell from it."


def _trimmed(as_is: SettingRow, best: SettingRow, others: Sequence[SettingRow]) -> str:
    """Where a release in the program as it is does as much, that is said: it needs no setting."""
    bare = next((row for row in others if row.released and not row.environment and not row.code), None)
    if (
        bare is None
        or best_setting(as_is, [best, bare], end_of) is None
        or (end_of(bare) or 0) > _HIGHER * (end_of(best) or 0)
    ):
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
