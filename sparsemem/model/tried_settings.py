"""The same program under one setting of its allocators after the other: what each makes of its memory."""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.comparison import Spread
from sparsemem.model.shown import Shown

Kind = Literal["environment", "preload", "program", "survivors"]
"""What has to be changed for it: variables, variables and a library, lines of the program, or its structure."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting: medians over the repeats in bytes and seconds, None where it was not measured; and their range."""

    name: str
    environment: dict[str, str]
    """The variables that make it."""
    available: bool
    """Whether it could be tried here."""
    reason: str | None
    """Why it could not be tried and how to get it, or what became wrong under it."""
    peak_rss_bytes: int | None = None
    end_rss_bytes: int | None = None
    """When the last line is done; of a row with a release, after that."""
    wall_seconds: float | None = None
    peak_spread: Spread | None = None
    end_spread: Spread | None = None
    wall_spread: Spread | None = None
    """The least and the largest of the repeats."""
    tree_peak_bytes: int | None = None
    """The most that the program and its workers held together (PSS summed); None where there were no workers."""
    same_output: bool | None = None
    """Whether standard output and exit status were those of the program as it is; None where that is not known."""
    kind: Kind = "environment"
    released: bool = False
    """Whether a collection, a release of libraries' pools and one of malloc came before the end was read."""
    code: str | None = None
    """What has to be put into the program, where something has."""
    needs: str | None = None
    """What has to be installed first."""

    @property
    def is_comparable(self) -> bool:
        """Whether it was measured, and the program did under it what it does as it is."""
        return self.available and self.end_rss_bytes is not None and self.same_output is not False


@dataclass(frozen=True, slots=True)
class WhatIf(Shown):
    """What `whatif --json` saves. The first row is the program as it is."""

    target: str
    """The script or module."""
    scale: int
    repeats: int
    rows: tuple[SettingRow, ...]
    recommended: str | None
    """The name of the row that leaves the program with the least, where that is worth it."""
    line: str | None
    """For a Dockerfile."""
    why: str
    unit_line: str | None = None
    """The same for a unit file of systemd."""
    code: str | None = None
    """For the program, where the recommended row needs that."""
    notes: tuple[str, ...] = ()
    """What settings cannot do, and what was seen of the program that tells why."""
    interrupted: bool = False
    """Whether Ctrl-C left settings out."""

    FORMAT = "sparsemem.whatif"
    VERSION = 1
