"""Every option once: its name, how its value is read, and what `--help` says of it."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sparsemem.cli.accepted import accepted
from sparsemem.report.formats import NAMES, TOLD
from sparsemem.units import parse_size

DEFAULT_SCALES = (1, 2, 3, 4)
DEFAULT_REPEATS = 2


def scales(text: str) -> tuple[int, ...]:
    """`1,2,3,4`: positive integers, each once, in ascending order."""
    try:
        found = tuple(int(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or min(found) < 1 or list(found) != sorted(set(found)):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no list of scales; write ascending whole numbers such as 1,2,4"
        )
    return found


def count(text: str) -> int:
    """A positive integer."""
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no positive whole number")
    return int(text)


def words(text: str) -> tuple[str, ...]:
    """`jemalloc,arena`: what is between the commas."""
    return tuple(filter(None, text.split(",")))


def seconds(text: str) -> float:
    """A positive number of seconds."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no positive number of seconds")
    return found


def size(text: str) -> int:
    """A size such as `512MB` or `2 GiB`, in bytes; nothing is no size."""
    try:
        found = parse_size(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no size that a program could have")
    return found


def share(text: str) -> float:
    """A share such as `10%` or `0.1`."""
    number, _, rest = text.strip().partition("%")
    try:
        found = float(number) / (100 if "%" in text else 1)
    except ValueError:
        found = -1.0
    if rest or not 0 <= found < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no share; write 10% or 0.1")
    return found


@dataclass(frozen=True, slots=True)
class Option:
    """One option of the command line."""

    name: str
    help: str
    read: Callable[[str], Any] | None = None
    """None for a switch."""
    metavar: str | None = None
    default: Any = None
    choices: tuple[str, ...] | None = None

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Declare it on `parser`."""
        if self.read is None:
            parser.add_argument(self.name, action="store_true", help=self.help)
        else:
            parser.add_argument(
                self.name,
                type=self.read,
                metavar=self.metavar,
                default=self.default,
                choices=self.choices,
                help=self.help,
            )


OPTIONS = {
    option.name: option
    for option in (
        Option("--scales", "multiples of the data to run at (default 1,2,3,4)", scales, "LIST"),
        Option("--repeats", "runs at each scale (default 2)", count, "N"),
        Option("--quick", "one run at each scale"),
        Option("--vary", "multiply the constant NAME at the top level of the script", str, "NAME"),
        Option("--input", "FILE is the data at the largest scale; smaller scales get the first part", str, "FILE"),
        Option("--timeout", "stop a run after this time", seconds, "SECONDS"),
        Option("--for", "a service that never ends: look after this time, then stop it", seconds, "SECONDS"),
        Option("--max-rss", "stop a run that takes more (default 80 %% of the memory available)", size, "SIZE"),
        Option("--seconds", "look again and again for this time, to see whether it grows", seconds, "SECONDS"),
        Option("--every", "between samples (1)", seconds, "SECONDS", 1.0),
        Option("--serve", "show the same at http://127.0.0.1:PORT/", count, "PORT"),
        Option("--limit", "the memory limit to hold the forecast against (default the cgroup's)", size, "SIZE"),
        Option("--python", "the interpreter to run the program with", str, "PATH"),
        Option("--setup", "a shell command that makes a fresh state before each run", str, "COMMAND"),
        Option("--copy-cwd", "run each time in a fresh copy of the working directory"),
        Option("--lib", "allocators to preload as well, by their files", words, "FILES", ()),
        Option(
            "--survivors",
            "try a pickle round trip of the value NAME at the end, and a child that makes it",
            str,
            "NAME",
        ),
        Option("--only", "settings with one of these words in their names", words, "LIST", ()),
        Option("--expect-exit", "the exit status of a good run (default 0)", int, "N", default=0),
        Option("--baseline", "a saved scan that AFTER, then the only program, must not be worse than", str, "FILE"),
        Option("--within", "how much more than the baseline is accepted (default 10%%)", share, "SHARE"),
        *(
            Option(
                f"--{name}",
                f"{TOLD.get(name, f'write the report as {name} to FILE')}; - is standard output",
                str,
                "FILE",
            )
            for name in NAMES
        ),
        Option(
            "--fail-on",
            "exit with 1 for a finding as bad as this",
            str,
            default=None,
            choices=("error", "warning", "note"),
        ),
        Option("--accept", "findings that --fail-on passes over: SM103,SM101:shop.LABELS", accepted, "LIST", ()),
        Option(
            "--sizes",
            "run once more, at 1x, and save how large the containers are that functions return; that run takes "
            "1 to 5 times as long, on Python 3.11 up to 9 times",
        ),
        Option(
            "--profile",
            "run once more under memray, for the lines that hold the peak: at the smallest scale (one), at each, or "
            "not at all (off); by default at the smallest, where there is memory to explain; that run takes 2 to 10 "
            "times as long, and its record some time to read",
            str,
            choices=("one", "each", "off"),
        ),
        Option("--flamegraph", "write memray's flame graph of the peak to FILE (HTML)", str, "FILE"),
        Option("--prove", "run the largest scale once more with OWNER cleared: what comes back?", str, "OWNER"),
        Option("--map", "show how full each arena of Python's heap is, and whose"),
        Option("--map-svg", "write the map of the heap as a picture to FILE; - is standard output", str, "FILE"),
        Option("--why", "the path from the root to the largest such object", str, "NAME|TYPE"),
        Option("--top", "rows of the tables of owners and types (8)", count, "N"),
        Option("--all", "show everything, and not only what bears on the verdict"),
        Option("--show-output", "show what the program prints as well"),
    )
}


def add_options(parser: argparse.ArgumentParser, *names: str) -> None:
    """Declare the named options on a command's parser."""
    for name in names:
        OPTIONS[name].add_to(parser)
