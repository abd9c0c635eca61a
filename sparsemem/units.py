"""Sizes, ratios and times as people write them: the only place that parses and prints them.

Sizes are binary: 1 kB = 1,024 bytes, 1 MB = 1,048,576 bytes, as in /proc, in pods' limits and in free(1).
"""

import math
import re

_FACTORS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_SIZE = re.compile(r"\s*([0-9]{1,20})(?:\.([0-9]{1,9}))?\s*(?:([kmgt])i?)?b?\s*", re.IGNORECASE)

KB, MB, GB = 1 << 10, 1 << 20, 1 << 30


def parse_size(text: str) -> int:
    """Bytes in a size such as `512`, `300MB`, `1.5 GiB` or `2g`. Raises ValueError for anything else."""
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a size; write bytes, or a number with kB, MB or GB")
    whole, part, unit = match[1], match[2] or "", (match[3] or "").lower()
    return int(int(whole + part) * _FACTORS[unit] // 10 ** len(part))


def format_size(size: int | None) -> str:
    """A size with three figures or so: `7.4 MB`, `689 MB`, `1.20 GB`; `?` where it is unknown."""
    if size is None:
        return "?"
    sign, amount = "-" if size < 0 else "", float(abs(size))
    # The bounds lie where rounding would show one figure more.
    for unit, digits, bound in (("bytes", 0, 999.5), ("kB", 0, 999.5), ("MB", 1, 999.5), ("GB", 2, math.inf)):
        if amount < bound:
            fewer = digits > 0 and amount >= 100 - 0.5 / 10**digits
            return f"{sign}{amount:,.{digits - fewer}f} {unit}"
        amount /= 1024
    raise AssertionError("unreachable")


def format_ratio(part: float, whole: float) -> str:
    """How many times `whole` goes into `part`: `1.02x`, `57x`; `?` where there is nothing to divide by."""
    if not whole:
        return "?"
    ratio = part / whole
    return f"{ratio:.0f}x" if ratio >= 9.995 else f"{ratio:.2f}x"


def format_share(part: float, whole: float) -> str:
    """`part` in percent of `whole`: `62 %`; `?` where there is nothing to divide by."""
    return f"{100 * part / whole:.0f} %" if whole else "?"


def format_pause(seconds: float) -> str:
    """A duration that may be short: `8 ms`, `0.4 s`; 1 ms at least."""
    return f"{max(seconds * 1000, 1):.0f} ms" if seconds < 0.0995 else format_seconds(seconds)


def format_seconds(seconds: float) -> str:
    """A duration: `0.4 s`, `12 s`, `3 min 20 s`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
