"""What of a test is over its bounds, and the text that says so: ledgers before and after, and who pins memory."""

from collections.abc import Iterable, Iterator

import sparsemem
from sparsemem.errors import SparsememError
from sparsemem.model import Moment, Pinner
from sparsemem.pytest_plugin.marked_bounds import Bounds
from sparsemem.pytest_plugin.memory_looks import TestMemory
from sparsemem.report.words.holder_words import tell_holders
from sparsemem.report.words.ledger_words import PARTS
from sparsemem.units import KB, format_size

_MOST_PINNERS, _LEAST_BYTES = 5, 100 * KB
"""Who keeps free memory is told of so many, and of what somebody would look for."""
_NAMES = max(map(len, PARTS.values())) + 3
"""Columns for the names of parts."""


def over(bounds: Bounds, memory: TestMemory) -> list[str]:
    """A sentence for each bound that is not kept; what could not be measured is said, and fails as well."""
    checks = (
        ("its peak", memory.peak_bytes, bounds.max_peak, "max_peak"),
        ("the gap that it leaves", memory.gap_bytes, bounds.max_gap, "max_gap"),
        (f"its growth over {bounds.repeat} runs", memory.growth_bytes, bounds.max_growth, "max_growth"),
    )
    return [
        _sentence(*check) for check in checks if check[2] is not None and (check[1] is None or check[1] > check[2])
    ]


def _sentence(what: str, size: int | None, bound: int | None, name: str) -> str:
    if size is None:
        return f"{what} cannot be measured here ({name}={format_size(bound)})"
    return f"{what} is {format_size(size)}, over {name}={format_size(bound)}"


def tell_excess(found: list[str], memory: TestMemory) -> str:
    """As a failing test shows it."""
    lines = [f"The memory of this test: {'; '.join(found)}."]
    ends = ", ".join(format_size(size) for size in memory.ends_bytes)
    lines.append(f"RSS {format_size(memory.start_bytes)} at its beginning, {ends} after each run, "
                 f"{format_size(memory.high_bytes)} at most.")  # fmt: skip
    if len(memory.lives_bytes) > 1 and None not in memory.lives_bytes:
        lines.append(f"Live heap {', '.join(map(format_size, memory.lives_bytes))} after each run.")
    if memory.before is not None and memory.after is not None:
        lines += _ledgers(memory.before, memory.after)
        lines += _holders(memory)
        lines += _pinners()
    return "\n".join(lines)


def _ledgers(before: Moment, after: Moment) -> Iterator[str]:
    yield f"{'':{_NAMES}}{'before':>11}{'after':>11}{'change':>11}"
    yield _row("RSS", before.rss_bytes, after.rss_bytes)
    yield _row("live heap", before.live_bytes, after.live_bytes)
    yield _row("gap", before.gap_bytes, after.gap_bytes)
    if before.ledger is not None and after.ledger is not None:
        then = dict(before.ledger.parts())
        for name, size in after.ledger.parts():
            if size or then[name]:
                yield _row(f"  {PARTS[name]}", then[name], size)


def _row(name: str, before: int | None, after: int | None) -> str:
    change = None if before is None or after is None else after - before
    return f"{name:{_NAMES}}{format_size(before):>11}{format_size(after):>11}{format_size(change):>11}"


def _holders(memory: TestMemory) -> list[str]:
    """Who holds the live heap of this process now, where it has grown from run to run."""
    first, last = (memory.lives_bytes[0], memory.lives_bytes[-1]) if memory.lives_bytes else (None, None)
    if first is None or last is None or last <= first:
        return []
    try:
        return tell_holders(sparsemem.heap(owners_only=True).found)
    except (SparsememError, OSError) as error:
        return [f"Who holds the live heap cannot be told: {error}"]


def _pinners() -> Iterator[str]:
    """Who keeps the free memory of this process from going back, now."""
    from sparsemem.live.helper_process import ask_helper
    from sparsemem.live.process_records import pinners_of

    try:
        found = told_pinners(pinners_of(ask_helper("pinners")))
    except (SparsememError, OSError) as error:
        yield f"Who pins free memory cannot be told: {error}"
        return
    if found:
        yield "Who keeps free memory from going back:"
    yield from found


def told_pinners(pinners: Iterable[Pinner]) -> list[str]:
    """A line for each that keeps much, the most first."""
    much = [pinner for pinner in pinners if pinner.share_bytes >= _LEAST_BYTES]
    much.sort(key=lambda pinner: -pinner.share_bytes)
    return [f"  {_name(pinner)}: {format_size(pinner.share_bytes)}" for pinner in much[:_MOST_PINNERS]]


def _name(pinner: Pinner) -> str:
    """Its owner and type; without an owner the type says why there is none."""
    return ": ".join(filter(None, (pinner.owner, pinner.type))) or "(no owner)"
