"""Series whose pattern is known, because they were made so: with noise, drift, and sizes drawn at random."""

from collections.abc import Callable

import numpy as np

from sparsemem.live.growth.measured_series import Series, Values
from sparsemem.units import MB

Rng = np.random.Generator


def made(kind: str, seed: int) -> Series:
    """One of a kind, the same for the same seed."""
    rng = np.random.default_rng([seed, *kind.encode()])
    points = int(rng.integers(80, 400))
    size = float(rng.uniform(5, 400)) * MB
    course = KINDS[kind](rng, points) * size
    noisy = course + size * rng.uniform(0.0, 0.04) * _noise(rng, points)
    base = float(rng.uniform(20, 900)) * MB - min(float(noisy.min()), 0.0)
    return Series("rss_bytes", np.arange(points) * float(rng.uniform(0.1, 5.0)), base + noisy)


def _noise(rng: Rng, points: int) -> Values:
    """White, or such as remembers the last value a little."""
    white = rng.standard_normal(points)
    memory = float(rng.choice([0.0, 0.0, 0.3, 0.5]))
    for at in range(1, points):
        white[at] += memory * white[at - 1]
    return white


def _flat(rng: Rng, points: int) -> Values:
    return np.zeros(points)


def _plateau(rng: Rng, points: int) -> Values:
    """Rises, as an exponential or straight, or in a jump, in the first half, and stays."""
    x, until = np.arange(points), points * float(rng.uniform(0.1, 0.45))
    shape = rng.integers(3)
    if shape == 0:
        return 1 - np.exp(-x / (until / 3))
    return np.minimum(x / until, 1.0) if shape == 1 else (x > until / 2).astype(float)


def _linear(rng: Rng, points: int) -> Values:
    return np.arange(points) / points * float(rng.uniform(0.3, 3.0))


def _late(rng: Rng, points: int) -> Values:
    """Nothing, and then a leak to the end."""
    begins = points * float(rng.uniform(0.3, 0.7))
    return np.maximum(np.arange(points) - begins, 0) / points * float(rng.uniform(0.8, 3.0))


def _after_warm_up(rng: Rng, points: int) -> Values:
    """A warm-up, and a leak all the time."""
    x = np.arange(points)
    return 1 - np.exp(-x / (points * float(rng.uniform(0.02, 0.1)))) + x / points * float(rng.uniform(0.5, 2.0))


def _doubling(rng: Rng, points: int) -> Values:
    """A table of twice the size when a counter that grows evenly passes a power of two; entries beside it."""
    counter = np.arange(points) + float(rng.uniform(0, 3))
    first = points / 2 ** float(rng.uniform(2.6, 4.5))
    table = 2.0 ** np.floor(np.log2(np.maximum(counter / first, 0.5)) + 1)
    return table / 8 + counter / points * float(rng.choice([0.0, 0.2]))


def _step_down(rng: Rng, points: int) -> Values:
    """One to three steps, each to stay."""
    steps = rng.integers(1, 4)
    places = points * (np.arange(1, steps + 1) + rng.uniform(-0.25, 0.25, steps)) / (steps + 1)
    return -sum(((np.arange(points) > at) * rng.uniform(0.4, 1.0) for at in places), np.zeros(points))


def _teeth(rng: Rng, points: int) -> Values:
    """Rise and drop; the time between two drops is about the same."""
    cycles, shaken = int(rng.integers(4, 12)), rng.uniform(0.0, 0.15)
    lengths = points / cycles * (1 + shaken * rng.uniform(-1, 1, 3 * cycles))
    edges = np.concatenate([[0], np.cumsum(lengths)]) - points / cycles * rng.uniform(0, 0.9)
    at = np.searchsorted(edges, np.arange(points), side="right") - 1
    return (np.arange(points) - edges[at]) / (points / cycles)


def _leaking_teeth(rng: Rng, points: int) -> Values:
    return _teeth(rng, points) + np.arange(points) / points * float(rng.uniform(0.8, 3.0))


def _leaking_steps(rng: Rng, points: int) -> Values:
    """As much more every so often, as a nightly job leaves behind."""
    cycles = int(rng.integers(5, 12))
    return np.floor(np.arange(points) / points * cycles + rng.uniform(0, 0.8)) * float(rng.uniform(0.3, 0.6))


def _spike(rng: Rng, points: int) -> Values:
    """Up and down again, at once or within some points."""
    x = np.arange(points)
    begins, lasts = points * float(rng.uniform(0.15, 0.6)), points * float(rng.uniform(0.03, 0.2))
    if rng.integers(2):
        return ((x >= begins) & (x < begins + lasts)).astype(float)
    return np.where(x < begins, 0.0, np.exp(-(x - begins) / (lasts / 2)))


KINDS: dict[str, Callable[[Rng, int], Values]] = {
    "flat": _flat,
    "plateau": _plateau,
    "linear": _linear,
    "late": _late,
    "after warm-up": _after_warm_up,
    "doubling": _doubling,
    "step-down": _step_down,
    "teeth": _teeth,
    "leaking teeth": _leaking_teeth,
    "leaking steps": _leaking_steps,
    "spike": _spike,
}
