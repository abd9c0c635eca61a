"""What every form of a `whatif` says in the same words: a line for each setting, its release beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.model import SettingRow, WhatIf
from sparsemem.model.comparison import Spread
from sparsemem.units import format_seconds, format_size

_BETWEEN = re.compile(r' (?="?[A-Z_]+=)')
"""Between the variables of a line."""
HEAD = ("setting", "RSS at end", "released", "peak", "time", "")
HEAD_NOTE = "Released: after a collection, a release of libraries' pools and one of malloc, one after the other."


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting that was measured, and the same runs after a release; None where there was none."""

    row: SettingRow
    released: SettingRow | None
    is_recommended: bool

    def cells(self) -> list[str]:
        """As a reader sees them, in the order of `HEAD`."""
        row = self.row
        seconds = "?" if row.wall_seconds is None else format_seconds(row.wall_seconds)
        end, peak = _size(row.end_rss_bytes, row.end_spread), _size(row.tree_peak_bytes or row.peak_rss_bytes, None)
        released = _size(self.released.end_rss_bytes, self.released.end_spread) if self.released else ""
        return [row.name, end, released, peak, seconds, self._mark()]

    def _mark(self) -> str:
        if self.row.same_output is False:
            return "other output"
        return "best" if self.is_recommended else ""


def setting_lines(record: WhatIf) -> list[SettingLine]:
    """Those that were measured, in the order of the table."""
    return [line for line in _lines(record) if line.row.end_rss_bytes is not None]


def _lines(record: WhatIf) -> Iterator[SettingLine]:
    rows = list(record.rows)
    for at, row in enumerate(rows):
        if not row.released:
            after = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].released else None
            names = (row.name, after.name if after else None)
            yield SettingLine(row, after, record.recommended is not None and record.recommended in names)


def whatif_title(record: WhatIf) -> str:
    """The answer in a few words."""
    return record.recommended or "no knob helps"


def continued(line: str, width: int) -> list[str]:
    """A line in pieces of at most that many columns, each but the last with the backslash that continues it.

    Dockerfiles and unit files both read it as one line; it is broken before a variable only.
    """
    first, *rest = _BETWEEN.split(line)
    pieces = [first]
    for pair in rest:
        if len(pieces[-1]) + len(pair) + len(" \\") < width:
            pieces[-1] += f" {pair}"
        else:
            pieces.append(f"    {pair}")
    return [f"{piece} \\" for piece in pieces[:-1]] + pieces[-1:]


def written_lines(record: WhatIf) -> list[tuple[str, str]]:
    """Where each line goes, and the line."""
    places = (("Dockerfile", record.line), ("unit file", record.unit_line), ("program", record.code))
    return [(place, line) for place, line in places if line]


def asides(record: WhatIf) -> list[str]:
    """Why settings have no figures, or none that count: those with the same reason in one sentence."""
    reasons: dict[tuple[bool, str], list[str]] = {}
    for row in record.rows:
        if row.reason and not row.released:
            reasons.setdefault((row.available, row.reason), []).append(row.name)
    return [
        f"{'Went wrong' if tried else 'Not tried'}: {', '.join(names)}: {reason}."
        for (tried, reason), names in reasons.items()
    ]


def whatif_head(record: WhatIf) -> str:
    """What was done."""
    times = "once" if record.repeats == 1 else f"{record.repeats} times"
    cut = " Interrupted: settings that are missing were not measured." if record.interrupted else ""
    return f"{record.target} at {record.scale}x, {times} under each setting.{cut}"


def _size(size: int | None, spread: Spread | None) -> str:
    """With half the range of the repeats, where that shows."""
    half = format_size(round((spread[1] - spread[0]) / 2)) if spread else ""
    return format_size(size) + (f" ± {half}" if spread and spread[1] - spread[0] > _SHOWN * (size or 0) else "")


_SHOWN = 0.04
"""Of the figure: a range that is less is not worth the room."""
