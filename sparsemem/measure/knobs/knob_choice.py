"""Which of the ways it is: the one that was named, or the one that the program itself offers."""

import ast
import re
from dataclasses import dataclass

from sparsemem.errors import UsageError
from sparsemem.measure.knobs.argument_knob import ArgumentScaling, fill, has_number
from sparsemem.measure.knobs.constant_knob import variable_scaling
from sparsemem.measure.knobs.environment_knob import EnvironmentScaling
from sparsemem.measure.knobs.input_knob import InputScaling
from sparsemem.measure.knobs.offered_knobs import integer_options, reads_scale, size_constants, starts_fresh_workers
from sparsemem.measure.knobs.option_knob import OptionScaling, given_value
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.program_text import ProgramText
from sparsemem.model import Target

_NONE = (
    "none found, so what grows with the data cannot be judged; name one: {1000} in the arguments, "
    "--vary NAME, --input FILE, or have the program read SPARSEMEM_SCALE"
)


@dataclass(frozen=True, slots=True)
class Named:
    """What the command line says about the knob."""

    vary: str | None = None
    input: str | None = None


def choose_scaling(target: Target, source: ProgramText, named: Named, largest: int) -> Scaling:
    """The way in which a scale reaches the program. Raises UsageError for two ways at once, or one that cannot be."""
    counted = has_number(target.argv)
    if counted + (named.vary is not None) + (named.input is not None) > 1:
        raise UsageError("{N} in the arguments, --vary and --input are three ways to scale; use one of them")
    arguments = fill(target.argv, 1)
    tree = _parse(source.text)
    script = tree if source.is_script else None
    if counted:
        return ArgumentScaling(target.argv)
    if named.vary is not None:
        return variable_scaling(_with_arguments(target, arguments), script, named.vary)
    if named.input is not None:
        return InputScaling(arguments, named.input, largest)
    return _find_scaling(_with_arguments(target, arguments), tree, script)


def _find_scaling(target: Target, tree: ast.Module | None, script: ast.Module | None) -> Scaling:
    """The one knob that the program offers: a read of the scale, else one integer option, else one constant of a
    script."""
    if tree is None:
        return EnvironmentScaling(target.argv, "none", _NONE)
    if reads_scale(tree):
        return EnvironmentScaling(target.argv, "environment", "the program reads SPARSEMEM_SCALE")
    options = [(o.name, _base(target, o.name, o.default)) for o in integer_options(tree)]
    sized = [(name, base) for name, base in options if base is not None]
    if len(sized) == 1:
        return OptionScaling(target.argv, *sized[0])
    sizes = size_constants(script) if script else []
    if not sized and len(sizes) == 1 and starts_fresh_workers(tree) is None:
        return variable_scaling(target, script, sizes[0][0], kind="found")
    return EnvironmentScaling(target.argv, "none", _NONE)


def _base(target: Target, name: str, default: int) -> int | None:
    """The 1x value of an option: the one that was given, else its default."""
    given = given_value(target.argv, name)
    if given is None:
        return default
    return int(given) if re.fullmatch(r"0*[1-9]\d{0,17}", given, re.ASCII) else None


def _parse(source: str | None) -> ast.Module | None:
    try:
        return None if source is None else ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _with_arguments(target: Target, arguments: tuple[str, ...]) -> Target:
    return Target(target.kind, target.path, arguments, target.python)
