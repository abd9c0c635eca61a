"""The documentation of a rule as text: what `explain SM201` prints."""

from textwrap import indent, wrap

from sparsemem.review.rule import Rule
from sparsemem.review.rules import RULES

_WIDTH = 88


def explain(code: str) -> str | None:
    """What a rule finds, why it matters, an example, what to write instead, when that is safe; None if unknown."""
    rule = next((rule for rule in RULES if rule.code == code.upper()), None)
    return None if rule is None else _page(rule)


def _page(rule: Rule) -> str:
    return "\n".join(
        [
            f"{rule.code} {rule.name}",
            *_prose("Finds", rule.finds),
            *_prose("Why it matters", rule.why),
            *_code("Example", rule.example),
            *_code("Instead", rule.instead),
            *_prose("When that is safe", rule.safe),
            "",
        ]
    )


def _prose(title: str, text: str) -> list[str]:
    return ["", title, *wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")]


def _code(title: str, text: str) -> list[str]:
    return ["", title, indent(text.rstrip(), "    ")]
