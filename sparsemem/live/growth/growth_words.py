"""What a pattern and its stretches are, in sentences: what, since when, how fast, and which counter goes along."""

from datetime import UTC, datetime

from sparsemem.live.growth.counter_ties import TableSize, Tie
from sparsemem.live.growth.dated_segments import Segment
from sparsemem.live.growth.measured_series import Series
from sparsemem.live.growth.named_pattern import Pattern
from sparsemem.report.words.ledger_words import PARTS
from sparsemem.units import format_seconds, format_size

_NAMES = {
    "rss_bytes": "RSS",
    "live_bytes": "live heap, as the allocators count it",
    "live_bytes at looks": "live heap",
}


def name_of(series: Series) -> str:
    """As a table shows it."""
    return _NAMES.get(series.name) or PARTS.get(series.name) or series.name


def amount(series: Series, value: float) -> str:
    """A value in the unit of the series."""
    return format_size(round(value)) if series.is_bytes else f"{value:,.0f}"


def at(started: float, series: Series, point: int) -> str:
    """When: since the watch began, and by the clock (UTC)."""
    seconds = float(series.seconds[min(point, len(series.seconds) - 1)])
    clock = datetime.fromtimestamp(started + seconds, UTC)
    return f"{format_seconds(seconds)} ({clock:%H:%M:%S} UTC)"


def tell_pattern(series: Series, pattern: Pattern, started: float) -> str:
    """One sentence; without the counters."""
    since = at(started, series, pattern.begin)
    values, teeth = series.values, pattern.teeth
    change = amount(series, float(values[-1] - values[0])) if len(values) else ""
    match pattern.name:
        case "open":
            return (
                "Too few values to tell a pattern."
                if not pattern.pieces
                else f"None that has a name: {change} in all."
            )
        case "steady":
            return f"It stays at about {amount(series, float(values[-1]))}."
        case "warm-up":
            return (
                f"It rises, and stays at about {amount(series, float(values[-1]))} since {since}: a warm-up, no leak."
            )
        case "step-down":
            return f"It goes down by {amount(series, float(values[0] - values[-1]))} in all: memory was given back."
        case "spike":
            return f"It rises to {amount(series, float(values.max()))} at {since}, and comes back: a peak, no leak."
        case "doubling steps":
            sizes = ", ".join(amount(series, jump.size) for jump in pattern.jumps)
            return (
                f"It grows in steps that double ({sizes}) since {since}: a table that is made anew, twice as large."
            )
        case "saw-tooth":
            assert teeth is not None
            return (
                f"It rises and drops by about {amount(series, teeth.height)} every {_period(series, teeth.period)}."
            )
        case "periodic growth" if pattern.period is not None:
            return (
                f"It rises every {_period(series, pattern.period)} and is level in between: "
                f"{_pace(series, pattern.each)} on average, and nothing comes back."
            )
        case "periodic growth" if teeth is None:
            return f"It grows in equal steps, {_pace(series, pattern.each)}, since {since}, and none comes back."
        case "periodic growth":
            assert teeth is not None
            return (
                f"It rises and drops every {_period(series, teeth.period)}, and each time less comes back: its lows "
                f"rise by {_pace(series, pattern.each)}."
            )
        case "linear growth":
            return f"It grows without end in sight since {since}, by {_pace(series, pattern.each)}."


def tell_tie(series: Series, found: Tie | None, table: TableSize | None) -> str:
    """Which counter goes along; nothing where none does."""
    if table is not None:
        entries = " and ".join(f"{one:,.0f}" for one in table.entries)
        powers = ", ".join(f"2^{power}" for power in table.powers)
        return f"The steps come when {table.counter} has reached {entries}: {table.load} of {powers} slots."
    if found is None:
        return ""
    return f"{found.counter} moves with it, {amount(series, found.each_bytes)} for one more."


def tell_segment(series: Series, segment: Segment, started: float, along: Tie | None) -> str:
    """One sentence, with its times."""
    begin, end = at(started, series, segment.start), at(started, series, segment.stop - 1)
    change = amount(series, abs(segment.change))
    if segment.kind in ("step up", "step down"):
        return f"At {begin} a {segment.kind} of {change}."
    words = {"level": "level", "rise": f"a rise of {change}", "fall": f"a fall of {change}", "teeth": "up and down"}
    counter = f", as {along.counter} does" if along else ""
    return f"From {begin} to {end}: {words[segment.kind]}{counter}."


def _period(series: Series, points: float) -> str:
    unit = "marks" if series.at_marks else "samples"
    return f"{points:.0f} {unit} ({format_seconds(points * _distance(series))})"


def _pace(series: Series, each: float | None) -> str:
    """A mark, where there are marks, and an hour."""
    if each is None:
        return "?"
    hour = f"{amount(series, each * 3600 / _distance(series))} an hour"
    return f"{amount(series, each)} a mark ({hour})" if series.at_marks else hour


def _distance(series: Series) -> float:
    """Seconds from a value to the next, on average."""
    return max(float(series.seconds[-1] - series.seconds[0]) / max(len(series.seconds) - 1, 1), 1e-9)
