"""The bounds that a test has by its marker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pytest

from sparsemem.units import parse_size

_SIZES = ("max_gap", "max_peak", "max_growth", "max_slope")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes in bytes; None where there is no such bound."""

    max_gap: int | None = None
    """Of the gap between anonymous RSS and live heap that is left, over the one before."""
    max_peak: int | None = None
    """Of the highest RSS, over that at the beginning."""
    max_growth: int | None = None
    """From the end of the first run to the end of the last."""
    repeat: int = 1
    fresh_process: bool = False
    scales: tuple[int, ...] = ()
    max_slope: int | None = None
    """Of the peak, for each scale more."""

    @property
    def are_of_a_run(self) -> bool:
        """Whether a run of the test alone can go over one of them, and its ledgers are worth reading."""
        return (self.max_gap, self.max_peak, self.max_growth) != (None, None, None)


def bounds_of(item: pytest.Item) -> Bounds | None:
    """Of the nearest marker; None where there is none. Raises ValueError, in a sentence, for what cannot be."""
    marker = item.get_closest_marker("sparsemem")
    return None if marker is None else make_bounds(marker.args, marker.kwargs)


def make_bounds(words: Sequence[Any], values: Mapping[str, Any]) -> Bounds:
    """Raises ValueError."""
    known = {field.name for field in fields(Bounds)}
    unknown = sorted(values.keys() - known)
    if words or unknown:
        given = ", ".join([*map(repr, words), *unknown])
        raise ValueError(f"sparsemem takes {', '.join(sorted(known))} by name, and not {given}")
    sizes = {name: _size(name, values[name]) for name in _SIZES if values.get(name) is not None}
    bounds = Bounds(**{**values, **sizes, "scales": tuple(values.get("scales") or ())})
    return _checked(bounds)


def _size(name: str, value: Any) -> int:
    if isinstance(value, str):
        return parse_size(value)
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{name} is a size such as '50MB', or bytes, and not {value!r}")
    return value


def _checked(bounds: Bounds) -> Bounds:
    if bounds.repeat < 1:
        raise ValueError("repeat is a whole number from 1 on")
    if bounds.max_growth is not None and bounds.repeat < 2:
        raise ValueError("max_growth compares runs of the test: say repeat=5, for example")
    if bounds.max_slope is not None and len(bounds.scales) < 2:
        raise ValueError("max_slope needs two scales at least, as in scales=(1, 2, 4)")
    if any(scale < 1 for scale in bounds.scales):
        raise ValueError("scales are whole numbers from 1 on")
    return bounds
