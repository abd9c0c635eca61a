"""The same program at several scales: what was run, where, how, and what came of it."""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.run import Run

Knob = Literal["argument", "variable", "input", "environment", "found", "none"]


@dataclass(frozen=True, slots=True)
class Target:
    """The program under measurement, as it was named, and the interpreter that ran it."""

    kind: Literal["script", "module"]
    path: str
    argv: tuple[str, ...]
    python: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the program ran; None where it could not be told."""

    python_version: str | None
    implementation: str | None
    platform: str
    libc: str | None
    allocator: str | None
    """CPython's object allocator: `pymalloc`, `malloc`, `mimalloc`, each with `_debug` where hooks are set; after a
    plus sign the one that stands in the place of the C library's malloc: `pymalloc+jemalloc`."""
    thp: str | None
    """Transparent huge pages: `always`, `madvise` or `never`."""
    memory_limit_bytes: int | None
    """The tightest memory limit of the control groups; None where there is none."""
    cpu_count: int

    @property
    def python_allocator(self) -> str:
        """CPython's own, without its debug hooks; "" where it could not be told."""
        return (self.allocator or "").partition("+")[0].removesuffix("_debug")

    @property
    def stand_in(self) -> str | None:
        """The allocator in the place of the C library's malloc; None where there is none that is known."""
        return (self.allocator or "").partition("+")[2] or None


@dataclass(frozen=True, slots=True)
class Plan:
    """How the scale reaches the program, and which runs were planned."""

    knob: Knob
    detail: str
    scales: tuple[int, ...]
    repeats: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """All runs of one scan, in the order in which they were made."""

    target: Target
    environment: Environment
    plan: Plan
    runs: tuple[Run, ...]
    control: Run | None = None
    """The largest scale once more, without transparent huge pages; None where they did not matter."""

    def completed(self, scale: int | None = None) -> list[Run]:
        """The runs that came to their own end and were seen there, or just before; of one scale where one is given.

        Where there is none, those that were cut short and seen until then: their sizes are no end, but were measured.
        """
        judged = [found for run in self.runs if (found := run.judged()) is not None]
        whole = [run for run in judged if run.is_whole]
        return [run for run in whole or judged if scale in (None, run.scale)]

    @property
    def completed_scales(self) -> list[int]:
        """The scales at which at least one run completed, ascending."""
        return sorted({run.scale for run in self.completed()})
