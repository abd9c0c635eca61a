"""The checklist as a page of Markdown: `CHECKLIST.md`."""

from itertools import groupby

from sparsemem.checklist.question import Question
from sparsemem.checklist.questions import QUESTIONS

_INTRODUCTION = """# Memory checklist for a code review

Each line is a question with a clear answer, what gives the answer, and what good looks like.
`python -m sparsemem review src/ --checklist` fills it in for a code base, as Markdown for a pull request;
with `--with scan.json` a saved scan answers its part.
"""


def render_page() -> str:
    """All questions by topic."""
    parts = [_INTRODUCTION]
    for topic, items in groupby(QUESTIONS, key=lambda item: item.topic):
        parts.append(f"\n## {topic}\n")
        parts += [_item(item) for item in items]
    return "".join(parts)


def _item(item: Question) -> str:
    codes = ", ".join([*item.rules, *item.measured_by])
    by = f" ({codes})" if codes else ""
    return (
        f"\n- [ ] **{item.question}**\n"
        f"  - Answered by: {item.answer}{by}\n"
        f"  - Good: {item.good}\n"
        f"  - Example: {item.example}\n"
    )
