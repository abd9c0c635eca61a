"""A rule with its own documentation, and what its check reports."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from inspect import cleandoc

from sparsemem.model import Page, Section, Severity
from sparsemem.review.index.project import Project
from sparsemem.source import Module


class Likely(IntEnum):
    """How large the data behind a finding probably is, as far as the text tells."""

    SMALL = 0
    """Known to be small: hidden unless all is asked for."""
    UNKNOWN = 1
    LARGE = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that a rule objects to."""

    node: ast.AST
    subject: str
    message: str
    likely: Likely = Likely.UNKNOWN
    evidence: dict[str, object] = field(default_factory=dict)
    severity: Severity | None = None
    """Where it is not the rule's: what is worth a look, and not worth a warning."""
    remedy: str | None = None
    """What to do here, where that is less than all that the rule's own says."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule finds, why that matters for memory, an example, what to write instead, and when that is safe."""

    code: str
    name: str
    """Reads well after "allow"."""
    finds: str
    why: str
    example: str
    instead: str
    safe: str
    remedy: str
    severity: Severity
    """Of a finding whose size is not known; one that is likely large is a warning at least."""
    check: Callable[[Module, Project], Iterator[Hit]]

    @property
    def about_size(self) -> bool:
        """Whether the finding matters only where there is much data; misused generators are wrong at any size."""
        return not self.code.startswith("SM23")

    @property
    def page(self) -> Page:
        """What `explain` shows."""
        sections = (
            Section("Finds", self.finds),
            Section("Why it matters", self.why),
            Section("Example", self.example, "code"),
            Section("Instead", self.instead, "code"),
            Section("When that is safe", self.safe),
        )
        return Page(f"{self.code} {self.name}", sections)


def snippet(text: str) -> str:
    """An example as it is written in a rule, without the margin that it has there."""
    return f"{cleandoc(text)}\n"
