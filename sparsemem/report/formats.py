"""Every form in which a record is saved: for each kind of record, and for each name of a form, who renders it.

A form is one file that defines the renderer, and one line here: commands declare an option for it, `report` reads
the saved record and writes it, tests render it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sparsemem.model import Attachment, Comparison, Report, Review, Rewriting, WhatIf
from sparsemem.model.codec import dump
from sparsemem.report.attachment_markdown import render_attachment_markdown
from sparsemem.report.comparison_markdown import render_comparison_markdown
from sparsemem.report.html.attachment_page import render_attachment_html
from sparsemem.report.html.comparison_page import render_comparison_html
from sparsemem.report.html.scan_page import render_scan_html
from sparsemem.report.review_github import render_github
from sparsemem.report.review_markdown import render_review_markdown
from sparsemem.report.review_sarif import render_sarif
from sparsemem.report.review_text import render_text
from sparsemem.report.scan_markdown import render_scan_markdown
from sparsemem.report.whatif_markdown import render_whatif_markdown


@dataclass(frozen=True, slots=True)
class Format:
    """A form of one kind of record."""

    name: str
    """The option that asks for it, without dashes."""
    kind: type[Any]
    render: Callable[[Any], str]
    extra: str | None = None
    """The extra of the package that it needs."""


FORMATS = (
    Format("json", Report, dump),
    Format("md", Report, render_scan_markdown),
    Format("html", Report, render_scan_html, "html"),
    Format("json", Attachment, dump),
    Format("md", Attachment, render_attachment_markdown),
    Format("html", Attachment, render_attachment_html, "html"),
    Format("json", Comparison, dump),
    Format("md", Comparison, render_comparison_markdown),
    Format("html", Comparison, render_comparison_html, "html"),
    Format("json", Review, dump),
    Format("text", Review, render_text),
    Format("md", Review, render_review_markdown),
    Format("sarif", Review, render_sarif),
    Format("github", Review, render_github),
    Format("json", Rewriting, dump),
    Format("json", WhatIf, dump),
    Format("md", WhatIf, render_whatif_markdown),
)
KINDS = tuple(dict.fromkeys(one.kind for one in FORMATS))
"""The kinds of record that are saved."""
NAMES = tuple(dict.fromkeys(one.name for one in FORMATS))


EXTRAS = {one.name: one.extra for one in FORMATS if one.extra}
"""The extra that a form needs, by its name."""
EXTRA_PACKAGES = {"html": ("jinja2", "plotly")}


def formats_of(kind: type[Any]) -> dict[str, Callable[[Any], str]]:
    """Who renders a kind of record, by the names of its forms."""
    return {one.name: one.render for one in FORMATS if issubclass(kind, one.kind)}
