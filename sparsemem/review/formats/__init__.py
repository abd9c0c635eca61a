"""A review as text in each format: pure functions, one a module, none of which imports another."""

from collections.abc import Callable

from sparsemem.review.formats.github import render_github
from sparsemem.review.formats.json import render_json
from sparsemem.review.formats.markdown import render_markdown
from sparsemem.review.formats.sarif import render_sarif
from sparsemem.review.formats.text import render_text
from sparsemem.review.result import Review

FORMATS: dict[str, Callable[[Review], str]] = {
    "text": render_text,
    "json": render_json,
    "md": render_markdown,
    "sarif": render_sarif,
    "github": render_github,
}
"""By the name of the option that asks for it."""
