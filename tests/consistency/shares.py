"""Percentages in sentences against what they are shares of."""

import re
from collections.abc import Iterator
from typing import Any

from sparsemem.units import parse_size

_SHARE = re.compile(
    r"(?P<size>\d[\d.]* (?:bytes|kB|MB|GB|TB))(?: of freed memory)?(?:, | \()(?P<percent>\d+) %"
    r"(?:\)|(?:,)? of (?:the|its) (?P<whole>anonymous memory|live heap|RSS))"
)
_KEYS = {"anonymous memory": "anonymous_bytes", "live heap": "live_bytes", "RSS": "rss_bytes"}
"""A share in brackets is of the live heap: `Live heap, held by: shop.ORDERS 154 MB (93 %)`."""


def wrong_shares(text: str, report: dict[str, Any]) -> Iterator[str]:
    """A sentence for each percentage that is no share of any such whole in the report."""
    for found in _SHARE.finditer(text):
        size, percent, name = found["size"], found["percent"], found["whole"] or "live heap"
        wholes = set(_values(report["heap"] if found["whole"] is None else report, _KEYS[name]))
        if not any(whole and _agrees(size, whole, int(percent)) for whole in wholes):
            yield f"{size} are {percent} % of no {name} in the report: {text}"


def _agrees(size: str, whole: int, percent: int) -> bool:
    """Whether a size and a share that were both rounded can be of that whole."""
    digits = size.partition(" ")[0]
    half = 0.5 / 10 ** len(digits.partition(".")[2]) / float(digits)
    share = 100 * parse_size(size.removesuffix(" bytes")) / whole
    return share * (1 - half) <= percent + 0.5 + 1e-6 and share * (1 + half) >= percent - 0.5 - 1e-6


def _values(value: Any, key: str) -> Iterator[int]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name == key and isinstance(item, int):
                yield item
            yield from _values(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, key)
