"""Which setting in fact leaves the program with the least, if that is worth a change.

It is by the RSS at the end beyond the range of the repeats, and by as much as a finding would need. Of settings that
return all but as much one without a change of the program is taken. Of those it is the one that leaves the least.
Where the repeats of several overlap with its own, chance may have chosen it, and it is the simplest: the first in the
table that needs no package.
"""

from collections.abc import Callable, Sequence

from sparsemem.diagnose.quantities.severity import severity
from sparsemem.model.tried_settings import SettingRow

_ALL_BUT = 0.05
"""Of what the best returns: a setting that returns less by so little is as good."""

Quantity = Callable[[SettingRow], int | None]


def peak_of(row: SettingRow) -> int | None:
    """The peak of the whole tree, where there was one."""
    return row.tree_peak_bytes or row.peak_rss_bytes


def end_of(row: SettingRow) -> int | None:
    """The RSS at the end."""
    return row.end_rss_bytes


def best_setting(as_is: SettingRow, others: Sequence[SettingRow], quantity: Quantity) -> SettingRow | None:
    """The row that saves most, or all but as much and is simpler, where that is worth it."""
    now = quantity(as_is) or 0
    saved = {row.name: now - (quantity(row) or now) for row in others}
    most = max(saved.values(), default=0)
    if severity(most, now) is None:
        return None
    good = [row for row in others if saved[row.name] >= (1 - _ALL_BUT) * most]
    sure = [row for row in good if quantity is not end_of or _is_beyond_chance(as_is, row)]
    simple = [row for row in sure if not changes_program(row)] or sure
    if not simple:
        return None
    least = max(simple, key=lambda row: saved[row.name])
    alike = simple if quantity is not end_of else [row for row in simple if may_be_chance(row, least)]
    return min(alike, key=lambda row: row.needs is not None)


def may_be_chance(row: SettingRow, least: SettingRow) -> bool:
    """Whether the repeats of a row overlap with those of the one that leaves the least, or no range is known."""
    if row.end_spread is None or least.end_spread is None:
        return True
    return row.end_spread[0] <= least.end_spread[1]


def _is_beyond_chance(as_is: SettingRow, row: SettingRow) -> bool:
    """Whether the worst repeat of it is better than the best of the program as it is."""
    if as_is.end_spread is None or row.end_spread is None:
        return True
    return row.end_spread[1] < as_is.end_spread[0]


def changes_program(row: SettingRow) -> bool:
    """Whether it is more than a setting: a release, or another way to make what stays."""
    return row.released or row.kind in ("program", "survivors")
