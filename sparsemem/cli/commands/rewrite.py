"""`rewrite PATH ...`: a unified diff of the rewrites that are proven, and why the rest is left as it is."""

import argparse
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from sparsemem.cli.options import add_options
from sparsemem.cli.output import replace_whole
from sparsemem.cli.project_settings import add_paths, chosen_files, holds_project
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, write_forms
from sparsemem.errors import UsageError
from sparsemem.measure.verify.candidate import Proposal
from sparsemem.model import Change, Rewriting, Skipped, Verification
from sparsemem.model.rewriting import Refusal
from sparsemem.report.words.verification import render_verification
from sparsemem.rewrite import Reason, Rewritten, Tier, rewrite
from sparsemem.rewrite.diff import unified
from sparsemem.source.files import File, read_file

_TIERS = ("T1", "T2", "T3")
_VERIFIABLE = frozenset(reason.value for reason in Reason if reason.is_verifiable)
_SHOWN = 10
"""Places of one reason that are named; `--json` has all."""


_STRICT = "T1 also keeps which exception ends the program, where several are on their way"
_CLOSED = "nothing else imports these files; without it that is assumed where the paths hold the whole project"


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("rewrite", description=__doc__)
    add_paths(parser)
    parser.add_argument("--write", action="store_true", help="change the files; without it only the diff is printed")
    parser.add_argument("--check", action="store_true", help="end with status 1 when something would change")
    parser.add_argument(
        "--verify", metavar="COMMAND", help="run it before and after, and take back what makes a difference"
    )
    parser.add_argument(
        "--tier", choices=_TIERS, help="T2 and T3 are not proven, and need --verify (default T3 with it, else T1)"
    )
    parser.add_argument("--strict", action="store_true", help=_STRICT)
    parser.add_argument("--closed", action="store_true", help=_CLOSED)
    add_options(parser, "--scales", "--repeats", "--timeout", "--max-rss", "--python")
    add_forms(parser, Rewriting)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Rewrite the paths. The status is 1 for `--check` with changes, else 2 where a file was not read, else 0."""
    arguments.tier = arguments.tier or ("T1" if arguments.verify is None else "T3")
    if arguments.tier != "T1" and arguments.verify is None:
        raise UsageError(f"--tier {arguments.tier} is not proven; name a command that shows it: --verify COMMAND")
    asked = asked_forms(arguments, Rewriting)
    read = [read_file(path) for path in chosen_files(arguments.paths)]
    files = [file for file in read if isinstance(file, File)]
    unread = [f"{skipped.path} {skipped.reason}" for skipped in read if isinstance(skipped, Skipped)]
    found, verification, status = _rewritten(arguments, files)
    changed = [file for file in files if file.name in found.sources]
    if arguments.write:
        replace_whole({file.path: file.encoded(found.sources[file.name]) for file in changed})
    elif not is_taken(arguments, asked):
        _print(changed, found)
    write_forms(Rewriting(found.changes, found.refusals, verification), asked)
    _report(found, unread, arguments.write)
    if arguments.verify is None and not _VERIFIABLE.isdisjoint(refusal.reason for refusal in found.refusals):
        print(_verifying(arguments), file=sys.stderr)
    if verification is not None:
        sys.stderr.write(render_verification(verification))
    incomplete = unread or any(refusal.reason == Reason.NOT_ANALYSED.value for refusal in found.refusals)
    return status or (1 if arguments.check and changed else 2 if incomplete else 0)


def _rewritten(arguments: argparse.Namespace, files: list[File]) -> tuple[Rewritten, Verification | None, int]:
    """What becomes of the files, verified where that was asked for, and the status if the command failed."""
    texts, tier = {file.name: file.text for file in files}, Tier[arguments.tier]
    closed = arguments.closed or holds_project(arguments.paths)
    again = partial(rewrite, texts, tier=tier, closed=closed, strict=arguments.strict, reshaping=True)
    with _progress(sum(map(len, texts.values()))) as tell:
        found = again(progress=tell)
    if arguments.verify is None or not found.changes:
        return found, None, 0
    from sparsemem.cli.verify import check_inside, verify_rewrite  # noqa: PLC0415 (it loads all that measures)

    check_inside(found.sources)
    encoded = {file.name: file.encoded for file in files}

    @lru_cache(maxsize=64)
    def without(skip: frozenset[Change]) -> Rewritten:
        return again(skip=skip)

    def rewriter(skip: Collection[Change]) -> tuple[Mapping[str, str], Sequence[Change]]:
        left = without(frozenset(skip))
        return left.sources, left.changes

    outcome = verify_rewrite(arguments, Proposal(texts, rewriter, lambda path, text: encoded[path](text)))
    left = without(frozenset(outcome.skip))
    changes = (*left.changes, *outcome.skip)
    return replace(left, changes=tuple(map(outcome.told, changes))), outcome.verification, outcome.exit_status


def _print(changed: list[File], found: Rewritten) -> None:
    """The diff, each file's lines in its own encoding."""
    for file in changed:
        sys.stdout.flush()
        mark = file.mark.decode()
        diff = unified(file.name, mark + file.text, mark + found.sources[file.name])
        sys.stdout.buffer.write(diff.encode(file.encoding))
    sys.stdout.buffer.flush()


def _report(found: Rewritten, unread: list[str], written: bool) -> None:
    for sentence in unread:
        print(sentence, file=sys.stderr)
    by_reason: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in found.refusals:
        by_reason[refusal.reason].append(refusal)
    for reason in Reason:
        if reason.value in by_reason:
            _show(reason, by_reason[reason.value])
    verb = "changed" if written else "would change"
    count = sum(change.verified is not False for change in found.changes)
    places = f"{count} place{'' if count == 1 else 's'} {verb}"
    print(f"{places}; {len(found.refusals)} left as they are", file=sys.stderr)
    if count and not written:
        print("To change the files: the same with --write.", file=sys.stderr)


def _verifying(arguments: argparse.Namespace) -> str:
    """The line to type for what is not proven."""
    paths = " ".join(shlex.quote(str(path)) for path in arguments.paths)
    scripts = [path for path in arguments.paths if path.suffix == ".py"]
    command = scripts[0].as_posix() if len(arguments.paths) == 1 and scripts else "pytest"
    line = f"python -m sparsemem rewrite {paths} --verify {shlex.quote(command)}"
    return f"What is not proven can be tried and compared, with a command of yours: {line}"


def _show(reason: Reason, refusals: list[Refusal]) -> None:
    print(f"{reason.value}: {reason.sentence} Way out: {reason.way_out}.", file=sys.stderr)
    for refusal in refusals[:_SHOWN]:
        where = f"{refusal.path}:{refusal.line}"
        print(f"  {where} {refusal.function}" if refusal.function else f"  {where}", file=sys.stderr)
    if len(refusals) > _SHOWN:
        print(f"  and {len(refusals) - _SHOWN} more; --json FILE has all", file=sys.stderr)


_LARGE = 1_000_000
"""Characters of source from which on it is said how far the work is."""


def _progress(characters: int) -> AbstractContextManager[Callable[[int, int], None]]:
    """How many of the modules are done, on a terminal and where that takes long."""
    if characters < _LARGE or not sys.stderr.isatty():
        return nullcontext(lambda done, total: None)
    from sparsemem.cli.waiting_lines import counted  # noqa: PLC0415 (rich takes longer to load than most work does)

    return counted("modules")
