"""Short ways to review texts in tests."""

from textwrap import dedent

from sparsemem.review.index.project import Project
from sparsemem.review.result import Candidate, Reviewed
from sparsemem.review.rules import RULES
from sparsemem.review.run_rules import facts_of, review_source
from sparsemem.source.text import Source


def reviewed(texts: dict[str, str], *codes: str) -> dict[str, Reviewed]:
    """Each text, by module name, reviewed with the others as its project."""
    sources = [Source(f"{name.replace('.', '/')}.py", name, dedent(text)) for name, text in texts.items()]
    project = Project(facts_of(sources))
    rules = [rule for rule in RULES if not codes or rule.code in codes]
    return {source.module: review_source(source, project, rules) for source in sources}


def found_in(text: str, *codes: str) -> tuple[Candidate, ...]:
    """The findings in one text."""
    return reviewed({"example": text}, *codes)["example"].candidates
