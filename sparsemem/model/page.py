"""A page that explains one thing: a rule on measurements, a rule on source text, a rewrite, or why there is none."""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.finding import Remedy


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page."""

    title: str
    text: str
    kind: Literal["prose", "code"] = "prose"


@dataclass(frozen=True, slots=True)
class Page:
    """A head such as `SM101 pymalloc fragmentation`, the sections, and what to do."""

    head: str
    sections: tuple[Section, ...]
    remedies: tuple[Remedy, ...] = ()
