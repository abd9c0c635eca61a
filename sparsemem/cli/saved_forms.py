"""The forms in which a command saves its record: an option for each, checked before the work and written after."""

import argparse
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sparsemem.cli.options import add_options
from sparsemem.cli.output import check_writable, is_replaceable, write_whole
from sparsemem.errors import InputError, UsageError
from sparsemem.report.formats import EXTRA_PACKAGES, EXTRAS, formats_of

_ON_TERMINAL = "text"
"""The form that a command prints where nothing else was asked for: it has no option of its own."""


def add_forms(parser: argparse.ArgumentParser, *kinds: type[Any]) -> None:
    """Declare an option for each form of any of these kinds of record."""
    add_options(parser, *(f"--{name}" for name in _names(kinds)))


def asked_forms(options: argparse.Namespace, *kinds: type[Any]) -> dict[str, str]:
    """The file for each form that was asked for.

    Raises InputError where a file could not be written or a form's extra is not installed, UsageError for two forms
    on standard output.
    """
    asked = {name: file for name in _names(kinds) if (file := vars(options).get(name)) is not None}
    if [*asked.values(), vars(options).get("map_svg")].count("-") > 1:
        raise UsageError("standard output takes one format: give the others a file")
    for name, file in asked.items():
        _check_extra(name)
        check_writable(file)
    return asked


def write_forms(record: Any, asked: dict[str, str]) -> None:
    """Write the record in each form. Raises UsageError for a form that its kind does not have."""
    renderers = formats_of(type(record))
    for name in asked:
        if name not in renderers:
            kind = record.FORMAT.partition(".")[2]
            known = ", ".join(f"--{one}" for one in renderers if one != _ON_TERMINAL)
            raise UsageError(f"a saved {kind} has no form --{name}; it has {known}")
    for name, file in asked.items():
        write_whole(file, renderers[name](record))


def kept_file(asked: dict[str, str]) -> str | None:
    """The file of JSON that can be written again and again, each time as a whole; None where none was asked for."""
    file = asked.get("json")
    return file if file not in (None, "-") and is_replaceable(Path(file)) else None


def _check_extra(name: str) -> None:
    extra = EXTRAS.get(name)
    missing = [one for one in EXTRA_PACKAGES.get(extra or "", ()) if find_spec(one) is None]
    if missing:
        raise InputError(f"--{name} needs {' and '.join(missing)}: pip install 'sparsemem[{extra}]'")


def is_taken(options: argparse.Namespace, asked: dict[str, str]) -> bool:
    """Whether standard output has one of the forms, so that nothing else may be printed there."""
    return "-" in (*asked.values(), vars(options).get("map_svg"))


def _names(kinds: Iterable[type[Any]]) -> list[str]:
    return list(dict.fromkeys(name for kind in kinds for name in formats_of(kind) if name != _ON_TERMINAL))
