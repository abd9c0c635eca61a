"""A question of the checklist: what answers it, and what good looks like.

Which rules on measurements answer a question is declared by the rules, by the name of the question.
"""

from dataclasses import dataclass

from sparsemem.diagnose.rules import RULES


@dataclass(frozen=True, slots=True)
class Question:
    """One question that a reviewer can answer."""

    name: str
    """By which rules on measurements say that they answer it."""
    topic: str
    question: str
    answer: str
    """The command or the code that answers it."""
    good: str
    example: str
    rules: tuple[str, ...] = ()
    """Codes of `review` whose silence answers it, or its part that source text can answer."""
    is_measured: bool = False
    """Whether it takes a measurement to answer all of it."""

    @property
    def measured_by(self) -> tuple[str, ...]:
        """Codes of the rules on measurements whose silence answers it."""
        return tuple(rule.code for rule in RULES if self.name in rule.questions)
