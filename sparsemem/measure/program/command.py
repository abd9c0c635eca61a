"""What is to be run and under which conditions: the request that a sweep carries out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sparsemem.model import Target


@dataclass(frozen=True, slots=True)
class Command:
    """One way to start the program: what follows the interpreter on its command line, and what else it is told."""

    arguments: tuple[str, ...]
    """Of the program itself: its `sys.argv[1:]`."""
    script: str | None = None
    """A file to run in place of the script."""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a look into a running program's memory may follow another."""

    share: float = 0.02
    most_share: float = 0.1
    """Of one core at most goes into looking at each process, and at all of them: after a look at one process that
    took 20 ms there is a second of rest, after one at a tree of five or more a fifth of that."""
    least_pause_seconds: float = 0.05
    """Between two looks at one process."""


USUAL_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for each run; sizes in bytes, times in seconds, None for no bound."""

    max_rss_bytes: int
    timeout_seconds: float | None = None
    for_seconds: float | None = None
    """A service that never ends: the last moments are taken in place after this time, then it is stopped."""
    expect_exit: int = 0
    setup: str | None = None
    copy_cwd: bool = False
    pace: Pace = USUAL_PACE
    """At which the running program's memory is looked at."""
    draws_map: bool = False
    """Whether to read the map of the heap, when all is over, in the first run at each scale."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Which run of a sweep it is, and how the program is started for it."""

    scale: int
    repeat: int
    command: Command
    names_pinners: bool = False
    """Whether to find out, when all is over, which objects keep the free memory: it takes a while."""
    profiles_sizes: bool = False
    """Whether the probe notes what the program's functions return: that slows the program down."""
    profiler: str | None = None
    """Whose record of the heap the probe makes: one of `probe.layout.PROFILERS`; that slows the program down."""
    forks: int = 0
    """How many forked processes memray records as well, in the order in which they come; 0 leaves them alone."""
    has_huge_pages: bool = True
    """Whether it may get transparent huge pages."""
    clears: str = ""
    """A name that the probe clears when all is over, before its last moments."""


def interpreter_line(target: Target, command: Command) -> list[str]:
    """The command line that starts the program as its user would."""
    head = ["-m", target.path] if target.kind == "module" else [command.script or target.path]
    return [target.python, *head, *command.arguments]


HOOK = Path(__file__).parents[2] / "probe" / "launch"
"""The folder whose `sitecustomize` the measured interpreter finds first."""
