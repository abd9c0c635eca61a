"""`sparsemem.trim()`: this process gives back what it can, one layer after the other, and says what each returned."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sparsemem.live.library_releases import loaded_releases
from sparsemem.live.own_rss import read_own_rss
from sparsemem.live.readable_record import Readable
from sparsemem.probe import mallocs
from sparsemem.report.html.html_blocks import html_table
from sparsemem.units import format_size


@dataclass(frozen=True, slots=True)
class TrimStep:
    """One layer: RSS in bytes before and after it, None where unknown; and what kept it from being done."""

    name: str
    before_bytes: int | None
    after_bytes: int | None
    trouble: str | None = None

    @property
    def returned_bytes(self) -> int | None:
        """Less than nothing where the process grew meanwhile, in another thread for example."""
        known = self.before_bytes is not None and self.after_bytes is not None
        return (self.before_bytes or 0) - (self.after_bytes or 0) if known else None


@dataclass(frozen=True, slots=True, repr=False)
class Trimmed(Readable):
    """What came of all steps, in their order; at least the collection is one."""

    steps: tuple[TrimStep, ...]
    collected_objects: int
    """Unreachable objects that the collection found."""

    @property
    def before_bytes(self) -> int | None:
        """The RSS before the first step."""
        return self.steps[0].before_bytes

    @property
    def after_bytes(self) -> int | None:
        """The RSS after the last one."""
        return self.steps[-1].after_bytes

    @property
    def returned_bytes(self) -> int | None:
        """What all steps returned together."""
        return TrimStep("", self.before_bytes, self.after_bytes).returned_bytes

    def __str__(self) -> str:
        steps = ", ".join(f"{name} {size}" for name, size in self._rows())
        return f"returned {format_size(self.returned_bytes)} of {format_size(self.before_bytes)}: {steps}"

    def _repr_html_(self) -> str:
        return html_table("Given back", ("step", "returned"), self._rows())

    def _rows(self) -> Iterator[tuple[str, str]]:
        for step in self.steps:
            yield step.name, step.trouble or format_size(step.returned_bytes)


def trim() -> Trimmed:
    """Collect cycles, release the pools of libraries, trim malloc; each step is measured by itself.

    Costs a full collection and, for each step, some milliseconds a gigabyte of RSS: call it between batches. Arenas
    of Python's own allocator go back with their last object only, so that no step touches those that survivors pin.
    """
    found: list[int] = []
    rss = read_own_rss()
    steps = []
    for name, action in _layers(found):
        step = _step(name, rss, action)
        steps.append(step)
        rss = step.after_bytes
    return Trimmed(tuple(steps), sum(found))


def _layers(found: list[int]) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps; what a collection finds is added to a list."""
    yield "gc.collect", lambda: found.append(gc.collect())
    yield from loaded_releases().items()
    yield f"{mallocs.SERVING or 'malloc'} trim", mallocs.trim


def _step(name: str, before: int | None, action: Callable[[], object]) -> TrimStep:
    """Do it; a library that refuses ends nothing."""
    trouble = None
    try:
        action()
    except Exception as error:
        trouble = f"{type(error).__name__}: {error}"
    return TrimStep(name, before, read_own_rss(), trouble)
