"""What a person sees on standard error while a sweep goes on."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.status import Status

from sparsemem.measure.run.finished import Finished
from sparsemem.model import Plan, Run
from sparsemem.report.words.run_words import ending
from sparsemem.report.words.sweep_rows import shown_tree
from sparsemem.units import format_seconds, format_size

_TAIL_LINES = 30
_TAIL_BYTES = 1 << 16


class Progress:
    """A line that lives while a program runs, and one that stays for each run; no terminal gets the latter only."""

    def __init__(self, console: Console, show_output: bool, name: str = "", passes: Sequence[str] = ()) -> None:
        self.console, self.show_output, self.name = console, show_output, name
        self.passes = passes
        self._plan: Plan | None = None
        self._status: Status | None = None
        self._scale, self._repeat = 0, 0
        self._begun = 0.0
        self._seconds_per_scale: list[float] = []
        self._done = 0

    def planned(self, plan: Plan) -> None:
        """Say how often the program will run, before it runs at all."""
        self._plan = plan
        runs = len(plan.scales) * plan.repeats
        times = "once" if runs == 1 else f"{runs} times"
        sizes = ", ".join(f"{scale}x" for scale in plan.scales)
        self._say(f"{self.name or 'The program '}runs {times}, at {sizes}. Knob: {plan.detail}.")
        for sentence in self.passes:
            self._say(sentence)
        if plan.knob == "found":
            self._say("To scale by something else: {1000} in its arguments, --vary NAME or --input FILE.")

    def named(self, name: str) -> "Progress":
        """That of runs which are none of the sweep."""
        return Progress(self.console, self.show_output, name)

    def say(self, sentence: str) -> None:
        """What the person who waits has to know."""
        self._say(sentence)

    def started(self, scale: int, repeat: int) -> None:
        """A run begins."""
        self._scale, self._repeat, self._begun = scale, repeat, time.monotonic()
        if self.console.is_terminal:
            self._status = self.console.status("")
            self._status.start()

    def running(self, rss_bytes: int) -> None:
        """Its root process holds this much now."""
        if self._status is not None:
            elapsed = format_seconds(time.monotonic() - self._begun)
            self._status.update(f"{self._name()}  {elapsed}  RSS {format_size(rss_bytes)}{self._to_go()}")

    def reading_owners(self) -> None:
        """It has ended, and its memory is read."""
        if self._status is not None:
            self._status.update(f"{self._name()}  reading who holds the heap")

    def finished(self, finished: Finished) -> None:
        """It is over; its output is shown where it failed, or where that was asked for."""
        self._stop()
        run = finished.run
        self._done += 1
        self._seconds_per_scale.append((time.monotonic() - self._begun) / run.scale)
        self._say(f"{self._name()}  {format_seconds(run.wall_seconds)}  {_sizes(run)}  {ending(run)}".rstrip())
        if finished.trouble:
            self._say(f"The probe could not be loaded ({finished.trouble}); what is seen from outside is reported.")
        if run.outcome != "ok" or self.show_output:
            self._show("standard output", finished.place.stdout)
            self._show("standard error", finished.place.stderr)

    def _stop(self) -> None:
        """Take the line away that lives."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _name(self) -> str:
        repeats = self._plan.repeats if self._plan else 1
        return f"{self.name}{self._scale}x" + (f" ({self._repeat + 1}/{repeats})" if repeats > 1 else "")

    def _to_go(self) -> str:
        if self._plan is None or not self._seconds_per_scale:
            return ""
        turns = [scale for _ in range(self._plan.repeats) for scale in self._plan.scales][self._done :]
        rate = sum(self._seconds_per_scale) / len(self._seconds_per_scale)
        left = sum(turns) * rate - (time.monotonic() - self._begun)
        return f"  about {format_seconds(max(left, 0.0))} to go"

    def _show(self, name: str, path: Path) -> None:
        size = path.stat().st_size
        if not size or self.console.quiet:
            return
        with path.open("rb") as file:
            file.seek(0 if self.show_output else max(size - _TAIL_BYTES, 0))
            lines = file.read().decode(errors="replace").splitlines()
        kept = lines if self.show_output else lines[-_TAIL_LINES:]
        self._say(f"--- {name}{'' if len(kept) == len(lines) else f', its last {len(kept)} lines'}:")
        sys.stderr.write("\n".join(kept) + "\n")
        sys.stderr.flush()

    def _say(self, text: str) -> None:
        # A terminal gets whole words on each line; elsewhere a line is one thing.
        self.console.print(text, markup=False, highlight=False, soft_wrap=not self.console.is_terminal)


def _sizes(run: Run) -> str:
    """What it held: where its other processes hold much, all of them first, and then its root process."""
    end, tree = run.moments.end, shown_tree(run)
    sizes = f"live {format_size(end.live_bytes)}, RSS {format_size(end.rss_bytes)}, " if end else ""
    sizes += f"peak {format_size(run.peak_rss_bytes)}"
    if tree is None:
        return sizes
    return f"{tree.processes} processes, {format_size(tree.pss_bytes)} together at the highest look; root: {sizes}"


class UnplannedProgress(Progress):
    """Of runs whose number depends on what is found: the line that lives, with its number, and none that stays."""

    def planned(self, plan: Plan) -> None:
        """Nothing is known beforehand."""

    def named(self, name: str) -> "UnplannedProgress":
        """The same: its line tells no names."""
        return self

    def finished(self, finished: Finished) -> None:
        """A run is over."""
        self._stop()
        self._done += 1

    def _name(self) -> str:
        return f"{self.name}run {self._done + 1}, at {self._scale}x"
