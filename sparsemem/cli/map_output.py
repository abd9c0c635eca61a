"""The heap map of a command that was asked for one: on the terminal, in a file, or both."""

import argparse

from rich.console import Console

from sparsemem.cli.output import check_writable, write_whole
from sparsemem.errors import InputError, UsageError
from sparsemem.model import HeapMap

_MOST_SAVED = 5_000
"""Cells: a page stays quick to open, and a saved file readable."""
_MISSING = "the process was gone when it was to be read, or its memory may not be read"


def wants_map(options: argparse.Namespace) -> bool:
    """Whether one was asked for: by itself, or for a page, which has one."""
    return bool(options.map or options.map_svg or vars(options).get("html"))


def saved_map(found: HeapMap | None) -> HeapMap | None:
    """As it is kept in a record."""
    return found.at_most(_MOST_SAVED) if found else None


def check_map(options: argparse.Namespace, *others: str | None) -> None:
    """Raises InputError where its file could not be written, UsageError where one of `others` is `-` as well."""
    if options.map_svg:
        check_writable(options.map_svg)
    if options.map_svg == "-" and "-" in others:
        raise UsageError("standard output takes one format: give the others a file")


def write_map(found: HeapMap | None, options: argparse.Namespace, console: Console | None) -> None:
    """Write the map; on the terminal as well where that was asked for, and it is not None.

    Raises InputError where a file was asked for and there is no map.
    """
    if not options.map and not options.map_svg:
        return
    from sparsemem.report.pictures.heap_svg import render_heap_svg  # noqa: PLC0415 (few scans are asked for a map)
    from sparsemem.report.terminal.heap_map_letters import heap_map  # noqa: PLC0415

    if options.map_svg:
        if found is None:
            raise InputError(f"{options.map_svg} was not written: {_MISSING}")
        write_whole(options.map_svg, render_heap_svg(found))
    if options.map and console is not None:
        if found is None:
            console.print(f"There is no heap map: {_MISSING}.", markup=False, highlight=False)
        else:
            console.print(heap_map(found, console))
