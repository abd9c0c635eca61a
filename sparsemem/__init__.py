"""Why a Python process holds more memory than its objects: measured, accounted for, explained."""

import os

TYPE_CHECKING = False  # Type checkers take it for true, and `typing` need not be loaded for it.
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from IPython.core.interactiveshell import InteractiveShell

    from sparsemem.errors import BudgetExceeded
    from sparsemem.live.budget_report import BudgetReport
    from sparsemem.live.budgets import Budget
    from sparsemem.live.growth.growth_record import Growth
    from sparsemem.live.growth.side_by_side import SideBySide
    from sparsemem.live.process_records import ProcessCaches, ProcessHeap, ProcessLedger
    from sparsemem.live.trimming import Trimmed
    from sparsemem.live.watching import Counters, Watch

__version__ = "0.1.0"
__all__ = [
    "BudgetExceeded",
    "budget",
    "caches",
    "compare_growth",
    "growth",
    "heap",
    "ledger",
    "load",
    "scale",
    "trim",
    "watch",
]


def load(path: "str | os.PathLike[str]") -> "Any":
    """What a command saved with `--json`, as its record of `sparsemem.model`: a `Report` of a scan, and so on.

    In a notebook it draws itself, and so do its parts: `load("scan.json")`, `load("scan.json").heap`. Raises
    `sparsemem.errors.InputError` where the file cannot be read.
    """
    from sparsemem.errors import InputError
    from sparsemem.model.saved_records import load_record
    from sparsemem.report.html import notebook  # noqa: F401

    name = os.fspath(path)
    try:
        with open(name, encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError):
        raise InputError(f"{name} cannot be read; name what a command saved with --json") from None
    return load_record(text, name)


def scale(base: int) -> int:
    """The size to run at: `base` times the scale that a scan asks for, `base` itself outside one.

    Reads the environment variable `SPARSEMEM_SCALE`, a positive integer.
    """
    return base * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def ledger(quick: bool = False) -> "ProcessLedger":
    """The parts of this process's RSS, now, read from outside by a helper process, which stays for a minute.

    `quick` takes a fraction of a millisecond and starts nothing: the parts are what this process's own allocators
    count, cut to what is resident, and named in `estimated`; stacks and data of libraries are not told apart.
    Raises InputError where the kernel does not let a process be read.
    """
    if quick:
        from sparsemem.live.quick_reading import quick_ledger

        return quick_ledger()
    from sparsemem.live.kept_helper import ask_kept_helper

    answer = ask_kept_helper("ledger")  # Before anything else of ours is loaded into the process that is read.
    from sparsemem.live.process_records import ledger_of

    return ledger_of(answer)


def heap(owners_only: bool = False) -> "ProcessHeap":
    """Who holds the live heap of this process, now; read as `ledger` is, and with its errors.

    With `owners_only` neither caches nor waste are looked for: it is done sooner.
    """
    from sparsemem.live.helper_process import ask_helper

    answer = ask_helper("owners" if owners_only else "heap")
    from sparsemem.live.process_records import heap_of

    return heap_of(answer, owners_only)


def caches() -> "ProcessCaches":
    """The caches of this process, now; read as `ledger` is, and with its errors. Nothing is called, and nothing
    expires."""
    return heap().caches


def trim() -> "Trimmed":
    """Give back what can be given back, now: collect cycles, release libraries' pools, trim malloc.

    Says what each step returned, in bytes of RSS. Costs a full collection; call it between batches.
    """
    from sparsemem.live.trimming import trim

    return trim()


def budget(
    limit: "str | int", every: int = 5, on_excess: "Callable[[BudgetReport], object] | None" = None
) -> "Budget":
    """A context for a piece of work whose RSS may grow by `limit`, bytes or a size such as `"100MB"`.

    `for item in budget.over(items)`, or `budget.step()` after each, counts items; every few of them the RSS is looked
    at, and near the bound trimmed. Where that does not help, `on_excess` is called with the report, or BudgetExceeded
    is raised, with the ledger. `budget.report` has peak, recovery in percent and bytes an item.
    Raises ValueError for what is no size.
    """
    from sparsemem.live.budgets import begin_budget

    return begin_budget(limit, every, on_excess)


def watch(
    path: "str | os.PathLike[str]" = "sparsemem.jsonl",
    every: float = 1.0,
    counters: "Counters | None" = None,
    max_size: "str | int" = "10MB",
    live: bool = False,
) -> "Watch":
    """Write down how the memory of this process goes on, until `stop()` or the end of `with`: a JSON record a line.

    A process of its own samples this one `every` so many seconds, and writes what it marks:
    `watch.mark("batch", vocab=len(v))`. `counters` are functions that are called at each mark. A file that grows
    beyond `max_size` is thinned, and says so. With `live` each mark has the live heap, for half a millisecond more.
    Raises ValueError for what is no time or size; `start()` raises InputError where the file cannot be written.
    """
    from sparsemem.live.watching import begin_watch

    return begin_watch(path, every, counters, max_size, live)


def growth(path: "str | os.PathLike[str]", limit: "str | int | None" = None) -> "Growth":
    """How the memory in the file of a watch goes on: each series with its pattern, its counter and a sentence.

    `limit`, bytes or a size, is what the RSS is held against. Needs the extra `sparsemem[watch]`.
    Raises InputError without it, and where the file is none of a watch.
    """
    from sparsemem.live.growth.growth_reading import read_growth

    return read_growth(path, limit)


def compare_growth(without: "str | os.PathLike[str]", fixed: "str | os.PathLike[str]") -> "SideBySide":
    """The files of two watches of the same work side by side, without a fix and with it: baseline, first, last,
    growth and pattern of each series. Raises as `growth` does."""
    from sparsemem.live.growth.growth_reading import read_growth
    from sparsemem.live.growth.side_by_side import SideBySide

    return SideBySide(read_growth(without), read_growth(fixed))


def __getattr__(name: str) -> object:
    if name == "BudgetExceeded":
        from sparsemem.errors import BudgetExceeded

        return BudgetExceeded
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """What `%load_ext sparsemem` calls: see `sparsemem.jupyter`."""
    from sparsemem.jupyter.magics import load_magics

    load_magics(shell)
