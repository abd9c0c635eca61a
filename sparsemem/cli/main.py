"""Choosing the command, and turning what goes wrong into one sentence and an exit status."""

import argparse
import errno
import gc
import io
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import takewhile
from typing import Any, NoReturn

import sparsemem
from sparsemem.errors import SparsememError, UsageError

COMMANDS = {
    "scan": "run a program at 1x to 4x its data and say what its memory is",
    "attach": "where the memory of a running process is, and what keeps it",
    "compare": "run two programs over the same sweep: is the output the same, and what is saved?",
    "whatif": "run a program under one allocator setting after the other: which knob helps?",
    "review": "static findings that matter for memory, the largest first",
    "rewrite": "lists that are consumed once become generators, where that is proven",
    "report": "a saved scan, attach, compare, whatif or review once more, in another form",
    "watch": "a running process or a command as a live view: its memory, its owners, its rate",
    "explain": "what a finding means, and what to do",
}
"""A module each, with what `--help` says of it: loaded when it is asked for, as what measures takes long to load."""
INTERRUPTED = 130
BROKEN_PIPE = 141
"""As a shell tells it of a program that SIGPIPE ended: no finding, which is 1."""
_COLLECTED_AFTER = (20_000, 20, 20)
"""Thresholds of our own collector (`gc.set_threshold`): modules, trees and records live until a command ends, and to
look for garbage among them as often as by default takes a quarter of what a scan needs to start."""
_EXHAUSTED = {
    errno.EMFILE: "raise the limit with ulimit -n 1024",
    errno.ENFILE: "end a program that keeps many files open",
    errno.ENOSPC: "free some room, or set TMPDIR to a folder on another disk",
    errno.ENOMEM: "end a program that takes much memory, or raise the limit",
    errno.EAGAIN: "raise the limit of processes with ulimit -u",
}
"""What to do where the system has no more of something, wherever in a command that shows."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit status."""
    own, program = _split(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(*_COLLECTED_AFTER)
    _escape_what_cannot_be_written()
    try:
        parsed = _parser(own[:1]).parse_args(own)
        parsed.arguments = program
        return int(parsed.run(parsed))
    except SparsememError as error:
        # One line, whatever stands in the names of files and arguments.
        print("sparsemem:", " ".join(str(error).splitlines()), file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does; there is nobody left to tell.
        sys.stderr.close()
        return BROKEN_PIPE
    except OSError as error:
        if error.errno not in _EXHAUSTED:
            raise
        print(f"sparsemem: {error.strerror}: {_EXHAUSTED[error.errno]}", file=sys.stderr)
        return SparsememError.exit_status
    except (KeyboardInterrupt, RuntimeError) as error:
        if not _is_interrupt(error):
            raise
        print("sparsemem: interrupted", file=sys.stderr)
        return INTERRUPTED


def _is_interrupt(error: BaseException) -> bool:
    """Whether it is one, or came of one while a class of ours was made: up to 3.11 that is told as another error."""
    return isinstance(error, KeyboardInterrupt) or isinstance(error.__cause__, KeyboardInterrupt)


def _escape_what_cannot_be_written() -> None:
    """A letter that the encoding of an output does not know is written as an escape, and ends nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, where argparse prints its usage as well."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does; a command takes its defaults from the project, once it is known which one it is."""
        *of_us, command = self.prog.split()
        if of_us:
            self._take_defaults(command)
        return super().parse_known_args(args, namespace)

    def _take_defaults(self, command: str) -> None:
        from sparsemem.cli.defaults import project_defaults  # noqa: PLC0415 (help needs no options)
        from sparsemem.cli.options import OPTIONS  # noqa: PLC0415

        names = frozenset(name for action in self._actions for name in action.option_strings) & OPTIONS.keys()
        if names:
            self.set_defaults(**project_defaults(command, names))

    def error(self, message: str) -> NoReturn:
        """Raises UsageError."""
        head, _, words = message.partition("unrecognized arguments: ")
        if words and not head:
            message = f"{message}; the program's own arguments follow --, as in -- {words}"
        raise UsageError(f"{message}; see {self.prog} --help")


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Our own arguments, and those of the program, which follow the first `--`."""
    own = list(takewhile(lambda argument: argument != "--", arguments))
    return own, list(arguments[len(own) + 1 :])


def _parser(asked: list[str]) -> Parser:
    """With the command that was asked for; with the names of all, for those who ask for help or for none of them."""
    parser = Parser(prog="sparsemem", description=sparsemem.__doc__)
    parser.add_argument("--version", action="version", version=f"sparsemem {sparsemem.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in asked if set(asked) & set(COMMANDS) else ():
        import_module(f"sparsemem.cli.commands.{name}").add_parser(commands)
    for name in () if commands.choices else COMMANDS:
        commands.add_parser(name, help=COMMANDS[name])
    return parser
