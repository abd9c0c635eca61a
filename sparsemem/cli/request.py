"""From options to what is to be measured: the program, its knob, the plan and the conditions."""

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from sparsemem.cli.map_output import wants_map
from sparsemem.cli.options import DEFAULT_REPEATS, DEFAULT_SCALES
from sparsemem.cli.places.chain_places import place_chains
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.measure.knobs.knob_choice import Named, choose_scaling
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.machine.memory_limits import default_guard
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.interpreter import check_interpreter, shown_path
from sparsemem.measure.program.program_text import read_program
from sparsemem.measure.sweep.sweep_runs import Measured
from sparsemem.model import Plan, Report, Target

if TYPE_CHECKING:
    from sparsemem.measure.settings.trials import Trials
    from sparsemem.measure.sweep.paired_sweep import MeasuredPair

FOUND, TARGET_FAILED, INTERRUPTED = 1, 3, 130
"""Exit statuses beside 0, done, and 2, wrong usage."""


def script(options: argparse.Namespace, name: str) -> tuple[Target, Scaling]:
    """The script `name` with the program's arguments, and the way in which a scale reaches it."""
    target = Target("script", name, tuple(options.arguments), _python(options))
    return target, _scaling(options, target)


def module(options: argparse.Namespace, name: str) -> tuple[Target, Scaling]:
    """The module `name`, likewise."""
    target = Target("module", name, tuple(options.arguments), _python(options))
    return target, _scaling(options, target)


def _python(options: argparse.Namespace) -> str:
    return check_interpreter(options.python) if options.python else sys.executable


def _scaling(options: argparse.Namespace, target: Target) -> Scaling:
    return choose_scaling(target, read_program(target), Named(options.vary, options.input), _scales(options)[-1])


def _scales(options: argparse.Namespace) -> tuple[int, ...]:
    return options.scales or DEFAULT_SCALES


def plan_of(options: argparse.Namespace, *scalings: Scaling) -> Plan:
    """The runs to make: one scale only where a program has no knob."""
    repeats = 1 if options.quick else options.repeats or DEFAULT_REPEATS
    scales = (1,) if "none" in [scaling.kind for scaling in scalings] else _scales(options)
    return Plan(scalings[0].kind, scalings[0].detail, scales, repeats)


def conditions_of(options: argparse.Namespace) -> Conditions:
    """What holds for each run."""
    return Conditions(
        max_rss_bytes=options.max_rss or default_guard(),
        timeout_seconds=options.timeout,
        for_seconds=vars(options).get("for"),
        expect_exit=options.expect_exit,
        setup=options.setup,
        copy_cwd=options.copy_cwd,
        reads_owners="map" in options,
        draws_map="map" in options and wants_map(options),
        why=vars(options).get("why"),
    )


def shown(target: Target) -> Target:
    """The program as reports name it."""
    return target if target.kind == "module" else replace(target, path=shown_path(target.path))


def diagnosed(measured: Measured) -> Report:
    """The report of a sweep, without a limit."""
    return place_chains(diagnose(replace(measured.sweep(), target=shown(measured.target))))


def exit_status(measured: "Measured | MeasuredPair | Trials", found: bool) -> int:
    """Of a command that measured this, and found something that it was asked to fail on."""
    if measured.interrupted:
        return INTERRUPTED
    if any(run.outcome != "ok" for run in measured.runs):
        return TARGET_FAILED
    return FOUND if found else 0
