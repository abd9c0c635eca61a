"""`whatif`: the program at its largest scale under one allocator setting after the other, and which one to take."""

import argparse
from typing import Any

from rich.console import Console

from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.options import add_options
from sparsemem.cli.output import notices, terminal
from sparsemem.cli.progress import Progress
from sparsemem.cli.request import conditions_of, exit_status, module, plan_of, script, shown
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, write_forms
from sparsemem.diagnose.conclusions.recommendation import notes_on, recommend
from sparsemem.diagnose.conclusions.setting_lines import docker_line, program_code, unit_line
from sparsemem.errors import UsageError
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.settings.preloaded_libraries import with_libraries
from sparsemem.measure.settings.setting_rows import setting_rows
from sparsemem.measure.settings.trials import Trials
from sparsemem.measure.settings.tuning import Tuning
from sparsemem.measure.settings.tuning_runs import measure_tunings
from sparsemem.measure.settings.tuning_table import AS_IS, TUNINGS, of_survivors
from sparsemem.model import WhatIf
from sparsemem.report.terminal.whatif_screen import print_whatif


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "whatif",
        description=__doc__,
        usage="sparsemem whatif [options] SCRIPT [-- ARGS]\n       sparsemem whatif [options] -m MODULE [-- ARGS]",
    )
    parser.add_argument("script", nargs="?", metavar="SCRIPT", help="the script to run")
    parser.add_argument("-m", dest="module", metavar="MODULE", help="run a module, as python -m does")
    add_options(parser, "--lib", "--survivors", "--only")
    add_options(parser, "--scales", "--repeats", "--quick", "--vary", "--input", "--timeout", "--for", "--max-rss")
    add_options(parser, "--python", "--setup", "--copy-cwd", "--expect-exit")
    add_forms(parser, WhatIf)
    add_options(parser, "--show-output")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Try the settings; the exit status."""
    if (options.script is None) == (options.module is None):
        raise UsageError("name one script, or one module after -m; the program's own arguments follow --")
    asked = asked_forms(options, WhatIf)
    trials, name = _tried(options, notices())
    if trials.runs:
        record = _record(trials, name)
        write_forms(record, asked)
        if not is_taken(options, asked):
            print_whatif(record, terminal())
    if trials.problem is not None:
        raise trials.problem
    return exit_status(trials, found=False)


def _tried(options: argparse.Namespace, console: Console) -> tuple[Trials, str]:
    """The runs under each setting, and the name of the program."""
    target, scaling = script(options, options.script) if options.script else module(options, options.module)
    subject = Subject(target, scaling, Progress(console, options.show_output))
    plan = plan_of(options, scaling)
    tunings = _tunings(options, target.python)
    subject.observer.say(f"Runs at {plan.scales[-1]}x, under up to {len(tunings)} settings. Knob: {plan.detail}.")
    with Interruptible():
        turns = (plan.scales[-1], plan.repeats)
        return measure_tunings(subject, tunings, turns, conditions_of(options)), shown(target).path


def _tunings(options: argparse.Namespace, python: str) -> tuple[Tuning, ...]:
    """The program as it is, and the settings that were asked for. Raises UsageError where none has such a name."""
    rows = (*TUNINGS, *(of_survivors(options.survivors) if options.survivors else ()))
    rows = with_libraries(rows, options.lib, python)
    wanted = [word.casefold() for word in options.only]
    chosen = [one for one in rows if not wanted or any(word in one.name.casefold() for word in wanted)]
    if not chosen:
        raise UsageError(
            f"--only {','.join(options.only)}: no setting has such a name; see {', '.join(_names(rows))}"
        )
    return (AS_IS, *chosen)


def _names(rows: tuple[Tuning, ...]) -> list[str]:
    return [one.name for one in rows]


def _record(trials: Trials, name: str) -> WhatIf:
    rows = setting_rows(trials)
    found = recommend(rows, name)
    row = found.row
    return WhatIf(
        target=name,
        scale=trials.scale,
        repeats=trials.repeats,
        rows=rows,
        recommended=row.name if row else None,
        line=docker_line(row.environment) if row else None,
        why=found.why,
        unit_line=unit_line(row.environment) if row else None,
        code=program_code(row) if row else None,
        notes=notes_on(trials.runs[0] if trials.runs else None),
        interrupted=trials.interrupted,
    )
