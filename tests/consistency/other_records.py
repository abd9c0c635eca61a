"""What a saved comparison and a saved review say against themselves."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from consistency.prose import figures
from sparsemem.model import Comparison, Review
from sparsemem.report.words.comparison_words import comparison_lines
from sparsemem.review.counts import summary
from sparsemem.units import format_size

_SIZE = re.compile(r"\d[\d.,]* (?:bytes|kB|MB|GB|TB)\b")
_RATIOS = {"peak_rss": "peak_rss_bytes", "end_rss": "end_rss_bytes", "live_peak": "live_peak_bytes",
           "gap_end": "gap_end_bytes", "wall": "wall_seconds"}  # fmt: skip
_LEVELS = ("error", "warning", "note")


def comparison_contradictions(saved: dict[str, Any], record: Comparison) -> Iterator[str]:
    """Ratios that are none of the two sides, codes in two lists, bounds that are kept, sizes from nowhere."""
    for name, field in _RATIOS.items():
        expected = _ratio(saved["before"][field], saved["after"][field])
        if saved["ratios"][name] != expected:
            yield f"the ratio of {name} is {saved['ratios'][name]}, and of its sides {expected}"
    codes = Counter(code for kind in ("gone", "new", "still") for code in saved[kind])
    yield from (f"{code} is told {count} times" for code, count in codes.items() if count > 1)
    for one in saved["regressions"] or ():
        if not one["before_bytes"] <= one["most_bytes"] < one["after_bytes"]:
            yield f"{one['quantity']} is over its bound of {one['most_bytes']} with {one['after_bytes']} bytes"
    measured = {format_size(number) for number in figures(saved)}
    for line in comparison_lines(record):
        yield from (f"{size} is no figure: {line}" for size in _SIZE.findall(line) if size not in measured)


def _ratio(before: list[float | None], after: list[float | None]) -> float | None:
    known = [(one, other) for one, other in zip(before, after, strict=True) if None not in (one, other)]
    if not known or not known[-1][0]:
        return None
    return round(known[-1][1] / known[-1][0], 4)  # type: ignore[operator]


def review_contradictions(saved: dict[str, Any], record: Review) -> Iterator[str]:
    """Counts that are not those of the list, places that cannot be, an order that is not by size."""
    count = len(saved["findings"])
    if not summary(record).startswith((f"{count} finding", "No findings" if not count else "?")):
        yield f"{summary(record)} of {count} findings"
    sizes = [one["bytes"] or 0 for one in saved["findings"]]
    if sizes != sorted(sizes, reverse=True):
        yield "the findings are not ordered by size"
    for one in saved["findings"]:
        if one["severity"] not in _LEVELS or one["location"]["line"] < 1:
            yield f"{one['code']} at {one['location']} is {one['severity']}"
        chain = one["evidence"].get("chain")
        if chain is not None and not one["message"].startswith(f"{len(chain)} "):
            yield f"{one['message']}: of {len(chain)} functions"
