"""The ledger as stacked bars: one for each moment, each part of it as wide as its bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.model import MOMENT_NAMES, Attachment, Ledger, Moment, Run
from sparsemem.report.words.ledger_words import PARTS
from sparsemem.units import format_seconds

_STATES = {"live": "live", "free": "held", "garbage": "garbage", "unattributed": "unknown"}
MOMENT_WORDS = {
    "start": "before the first line",
    "peak": "highest RSS seen",
    "end": "end",
    "after_atexit": "after exit handlers",
    "after_collect": "after gc.collect()",
    "after_release": "after release of pools",
    "after_trim": "after malloc_trim(0)",
}


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """One part of one moment; `percent` of the largest moment's RSS."""

    words: str
    state: str
    shade: int
    """Which of the shades of its state."""
    bytes: int
    percent: float
    estimated: bool


@dataclass(frozen=True, slots=True)
class LedgerBar:
    """One moment."""

    name: str
    rss_bytes: int
    parts: tuple[LedgerPart, ...]


def bars_of_run(run: Run) -> list[LedgerBar]:
    """The moments that were reached and have a ledger."""
    found = [(MOMENT_WORDS[name], getattr(run.moments, name)) for name in MOMENT_NAMES]
    return ledger_bars([(name, moment) for name, moment in found if moment is not None])


def bars_of_looks(attachment: Attachment) -> list[LedgerBar]:
    """The first look and the last; the one there is."""
    looks = attachment.looks if len(attachment.looks) == 1 else (attachment.looks[0], attachment.looks[-1])
    names = ["now"] if len(looks) == 1 else [f"at {format_seconds(look.seconds)}" for look in looks]
    return ledger_bars([(name, look.moment) for name, look in zip(names, looks, strict=True)])


def ledger_bars(moments: Sequence[tuple[str, Moment]]) -> list[LedgerBar]:
    """One bar each, all to one measure: the largest RSS among them."""
    largest = max((moment.rss_bytes for _, moment in moments), default=0)
    return [
        LedgerBar(name, moment.rss_bytes, ledger_parts(moment.ledger, largest, moment.estimated))
        for name, moment in moments
        if moment.ledger is not None
    ]


def bar_of_ledger(ledger: Ledger) -> LedgerBar:
    """Of a ledger alone."""
    return LedgerBar("RSS", ledger.total_bytes, ledger_parts(ledger, ledger.total_bytes))


_ORDER = ("live", "garbage", "held", "other", "unknown")


def ledger_parts(ledger: Ledger, largest: int, estimated: Sequence[str] = ()) -> tuple[LedgerPart, ...]:
    """Those that are not nothing, as wide as they are beside `largest` bytes; what is alive first."""
    parts, shades = [], dict.fromkeys(_ORDER, 0)
    for name, size in ledger.parts():
        state = part_state(name)
        if size:
            percent = round(100 * size / (largest or 1), 3)
            parts.append(LedgerPart(PARTS[name], state, shades[state], size, percent, name in estimated))
        shades[state] += 1
    return tuple(sorted(parts, key=lambda part: _ORDER.index(part.state)))


def part_state(name: str) -> str:
    """Whether a part of the ledger is live, held, garbage, unknown or something else."""
    return next((state for word, state in _STATES.items() if word in name), "other")
