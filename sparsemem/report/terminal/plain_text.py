"""What a terminal shows of a record, as plain text."""

from rich.console import Console, RenderableType

WIDTH = 100
"""Columns."""


def plain_text(record: RenderableType) -> str:
    """Its lines without colours."""
    console = Console(width=WIDTH, color_system=None, force_jupyter=False, legacy_windows=False)
    with console.capture() as capture:
        console.print(record)
    return capture.get().rstrip()
