"""`watch`: a running process tree, or a command, as a live view from outside; nothing is paused or written in it."""

import argparse
import json
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.live import Live

from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.live_view.watch_keys import Keys
from sparsemem.cli.live_view.watch_screen import Shown, draw
from sparsemem.cli.live_view.watch_sinks import opened_sink
from sparsemem.cli.options import add_options
from sparsemem.cli.output import notices, terminal
from sparsemem.cli.request import INTERRUPTED
from sparsemem.errors import InputError, UsageError
from sparsemem.live.view.looked_at import LookedAt
from sparsemem.live.view.loopback_page import LoopbackPage
from sparsemem.live.view.outside_sampler import Sampler
from sparsemem.live.view.watched_command import WatchedCommand
from sparsemem.measure.attach.named_process import read_command
from sparsemem.model.codec import encode
from sparsemem.units import format_seconds, format_size

_FAILED = 3
_KEY_SECONDS = 0.5
"""How long a picture stands, unless a key is pressed."""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "watch",
        description=__doc__,
        usage="sparsemem watch [options] PID\n       sparsemem watch [options] -- COMMAND ...",
    )
    parser.add_argument("pid", type=int, metavar="PID", nargs="?", help="the process")
    parser.add_argument("--json", metavar="FILE", help="write samples, ledgers and owners, a line each (- is stdout)")
    add_options(parser, "--every", "--seconds", "--serve")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Watch until it ends or somebody quits; the exit status."""
    if (options.pid is None) == (not options.arguments):
        raise UsageError("watch takes either a PID or -- COMMAND; see sparsemem watch --help")
    with Interruptible(), ExitStack() as stack:
        command = WatchedCommand(options.arguments) if options.arguments else None
        if command is not None:
            stack.callback(command.stop)
        pid = options.pid if command is None else command.pid
        seen = LookedAt(pid, read_command(pid))
        sink = stack.enter_context(opened_sink(options.json, pid))
        sampler = Sampler(seen, options.every, sink.add)
        page = LoopbackPage(seen, options.serve) if options.serve else None
        if page is not None:
            stack.callback(page.close)
            notices().print(f"Shown at {page.address}", highlight=False)
        sampler.start()
        stack.callback(sampler.stop)
        try:
            _look_on(options, seen, sampler, command)
        except KeyboardInterrupt:
            return INTERRUPTED
        if seen.ended and seen.samples and command is None:
            # The picture is gone with the process.
            said = f"Process {seen.pid} has ended; it was last seen at {_line(seen).strip()}"
            notices().print(said, markup=False, highlight=False)
        return _status(seen, command)


def _status(seen: LookedAt, command: WatchedCommand | None) -> int:
    if seen.trouble and not seen.samples:
        raise InputError(seen.trouble)
    status = command.poll() if command is not None else None
    if command is None or not status:
        return 0
    notices().print(command.tail(), end="", markup=False, highlight=False)
    return _FAILED


def _look_on(options: argparse.Namespace, seen: LookedAt, sampler: Sampler, command: WatchedCommand | None) -> None:
    """The picture, where there is a terminal; else a line for each sample, unless those go to standard output."""
    console = terminal()
    until = None if options.seconds is None else time.monotonic() + options.seconds
    if sys.stdout.isatty() and options.json != "-":
        _show(seen, sampler, console, until)
        return
    told = 0
    while not _is_over(seen, until):
        time.sleep(min(options.every, _KEY_SECONDS) / 2)
        if seen.samples and len(seen.samples) != told and options.json != "-":
            told = len(seen.samples)
            console.print(_line(seen), markup=False, highlight=False)


def _is_over(seen: LookedAt, until: float | None) -> bool:
    return seen.ended or bool(seen.trouble) or (until is not None and time.monotonic() >= until)


def _line(seen: LookedAt) -> str:
    last = seen.samples[-1]
    live = seen.moment.live_bytes if seen.moment else None
    sizes = f"RSS {format_size(last.rss_bytes)}  PSS {format_size(last.pss_bytes)}  live {format_size(live)}"
    return f"{format_seconds(last.seconds):>8}  {sizes}"


def _show(seen: LookedAt, sampler: Sampler, console: Console, until: float | None) -> None:
    """Until q, or the end of the process; the terminal is then as it was."""
    shown = Shown()
    with Keys() as keys, Live(console=console, screen=True, auto_refresh=False) as live:
        key = ""
        drawn: object = None
        while key != "q" and not _is_over(seen, until):
            _press(key, shown, seen, sampler)
            state = (len(seen.moments), seen.samples[-1:], seen.heap_seconds, seen.reads_owners, console.size, key)
            # Drawing costs more than a sample: the same picture is not drawn again.
            if state != drawn:
                live.update(draw(seen, shown, console), refresh=True)
            drawn, key = state, keys.read(_KEY_SECONDS)


def _press(key: str, shown: Shown, seen: LookedAt, sampler: Sampler) -> None:
    """What a key does beyond the picture."""
    if key:
        shown.said = ""
    shown.press(key, len(seen.owners))
    if key == "o" or (key == "enter" and seen.heap is None):
        sampler.ask_for_owners()
    elif key == "p":
        shown.is_paused = not shown.is_paused
        (sampler.paused.set if shown.is_paused else sampler.paused.clear)()
    elif key == "w":
        shown.said = _save(seen)


def _save(seen: LookedAt) -> str:
    """The last look, as a file beside."""
    name = f"sparsemem-{seen.pid}-{time.strftime('%H%M%S')}.json"
    told = {"pid": seen.pid, "command": seen.command, "moment": seen.moment, "heap": seen.heap}
    try:
        Path(name).write_text(json.dumps(encode(told)) + "\n", "utf-8")
    except OSError as error:
        return f"{name} cannot be written: {error.strerror}"
    return f"Saved as {name}."
